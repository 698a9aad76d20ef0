package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which functions, operators, types and symbols of the grammar a statement may use. */
class NameCheckTest {
  private final TestingGuard guard = new TestingGuard();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT »pg_sleep(1)",
        "SELECT 1 + »pg_sleep(1)",
        "SELECT »PG_SLEEP(1)",
        "SELECT »\"pg_sleep\"(1)",
        "SELECT »U&\"pg\\005fsleep\"(1)",
        "SELECT »pg_catalog.pg_sleep(1)",
        "SELECT »\"pg_catalog\" . /* x */ \"pg_sleep\"(1)",
        "SELECT »shop.pg_catalog.lower('x')",
        "SELECT »public.lower('x')",
        "SELECT »evil.lower('x')",
        "SELECT * FROM »pg_ls_dir('.')",
        "SELECT * FROM ROWS FROM (generate_series(1, 2), »pg_ls_dir('.')) t",
        "SELECT * FROM customers, LATERAL »pg_ls_dir(name)",
        "SELECT 1 ORDER BY »pg_sleep(1)",
        "SELECT 1 LIMIT »pg_sleep(1)",
        "SELECT 1 OFFSET (»nextval('s'))",
        "SELECT 1 FETCH FIRST (»nextval('s')) ROWS ONLY",
        "SELECT count(*) FILTER (WHERE »pg_sleep(1) IS NULL)",
        "SELECT sum(1) OVER (ORDER BY »pg_sleep(1))",
        "SELECT sum(1) OVER w FROM customers WINDOW w AS (PARTITION BY »pg_sleep(1))",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY »random_walk(1))",
        "SELECT string_agg(name, ',' ORDER BY »pg_sleep(1)) FROM customers",
        "SELECT ARRAY[»pg_sleep(1)]",
        "SELECT ROW(»pg_sleep(1))",
        "SELECT (»pg_sleep(1), 1)",
        "SELECT CASE WHEN true THEN »pg_sleep(1) END",
        "SELECT CASE »pg_sleep(1) WHEN NULL THEN 1 END",
        "SELECT coalesce(»pg_sleep(1)::text, '')",
        "SELECT nullif(1, »pg_sleep(1))",
        "SELECT extract(epoch FROM »pg_sleep(1))",
        "SELECT substring('a' FROM »pg_sleep(1))",
        "SELECT overlay('a' PLACING 'b' FROM »pg_sleep(1))",
        "SELECT position('a' IN »pg_read_file('x'))",
        "SELECT trim(»pg_read_file('x') FROM 'a')",
        "SELECT xmlelement(name a, »pg_sleep(1))",
        "SELECT xmlforest(»pg_sleep(1) AS a)",
        "SELECT json_object('a' VALUE »pg_sleep(1))",
        "SELECT json_arrayagg(»pg_sleep(1))",
        "SELECT tags[»pg_sleep(1)] FROM customers",
        "SELECT (tags)[»pg_sleep(1):2] FROM customers",
        "SELECT * FROM customers JOIN orders ON »pg_sleep(1) IS NULL",
        "SELECT * FROM customers TABLESAMPLE system (»pg_sleep(1))",
        "SELECT * FROM customers TABLESAMPLE system (1) REPEATABLE (»pg_sleep(1))",
        "SELECT * FROM xmltable('/a' PASSING »xmlparse(document '<a/>') COLUMNS b int)",
        "SELECT * FROM xmltable('/a' PASSING '<a/>' COLUMNS b int DEFAULT »pg_sleep(1))",
        "SELECT * FROM json_table(»pg_read_file('x'), '$' COLUMNS (a int PATH '$'))",
        "VALUES (1), (»pg_sleep(1))",
        "WITH a AS MATERIALIZED (SELECT »pg_sleep(1)) SELECT 1",
        "WITH a AS (SELECT »pg_sleep(1)) SELECT 1",
        "SELECT EXISTS (SELECT »pg_sleep(1))",
        "SELECT 1 = ANY (SELECT »pg_sleep(1))",
        "SELECT 1 UNION ALL SELECT »pg_sleep(1)",
        "(SELECT 1) EXCEPT (SELECT »pg_sleep(1))",
        "SELECT concat(VARIADIC »pg_ls_dir('.'))",
        "SELECT lpad(string => »pg_read_file('x'))",
        "SELECT »query_to_xml('select 1', true, true, '')",
        "SELECT »set_config('search_path', 'evil', false)",
        "SELECT »current_setting('data_directory')",
        "SELECT »dblink('host=x', 'select 1')",
        "SELECT »lo_import('/etc/passwd')",
        "SELECT »nextval('s')",
        "SELECT »pg_advisory_lock(1)",
        "SELECT »setseed(0.5)",
        "SELECT »has_table_privilege('secrets', 'select')",
        "SELECT »to_regclass('secrets')",
        "SELECT »similarity('a', 'b')",
        "SELECT »merge_action()",
        "SELECT »system_user",
      })
  void aFunctionThatIsNotListedIsRefusedWhereverItStands(String sql) {
    guard.refused(GuardRule.FUNCTION_NOT_ALLOWED, sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT lower(name), pg_catalog.upper(name) FROM customers",
        "SELECT count(*), sum(total), avg(total), string_agg(total::text, ', ' ORDER BY id) FROM"
            + " orders",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FROM orders",
        "SELECT rank() OVER (PARTITION BY customer_id ORDER BY total DESC) FROM orders",
        "SELECT date_trunc('month', ordered_at), extract(year FROM ordered_at), now(), current_date"
            + " FROM orders",
        "SELECT generate_series(1, 3), gen_random_uuid(), random(), version(), current_user",
        "SELECT substring(name FROM 1 FOR 2), trim(BOTH 'x' FROM name), position('a' IN name) FROM"
            + " customers",
        "SELECT coalesce(name, 'x'), greatest(1, 2), nullif(id, 0) FROM customers",
        "SELECT to_jsonb(c), jsonb_path_query(profile::jsonb, '$.a') FROM customers c",
        "SELECT akeys(profile::hstore), profile::hstore -> 'a' FROM customers",
        "SELECT extra.similarity(name, 'x') FROM customers",
        "SELECT CAST(name AS varchar(10)), name::int, date '2020-01-01', interval '1 day' FROM"
            + " customers",
        "SELECT null::customers, '{}'::text[], ARRAY[1]::int[]",
        "SELECT tableoid::regclass, 'customers'::regclass, to_regclass('customers') FROM customers",
        "SELECT name COLLATE \"C\", name COLLATE pg_catalog.\"en_US\" FROM customers",
        "SELECT * FROM customers TABLESAMPLE BERNOULLI (10) REPEATABLE (1)",
        "SELECT 1 OPERATOR(pg_catalog.+) 1",
        "SELECT xmlelement(name a, 1), xmlagg('<a/>'::xml), '<a/>'::xml IS DOCUMENT",
      })
  void honestCallsPass(String sql) {
    guard.allowed(sql);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 1 »=== 2|no operator ===",
        "SELECT 1 »<=> 2|IS NOT DISTINCT FROM",
        "SELECT 1 »== 2|write =",
        "SELECT 1 »&&& 2|write AND",
        "SELECT »@@@@ 1|no operator @@@@",
        "SELECT 1 OPERATOR(»evil.+) 2|not PostgreSQL's own",
        "SELECT 1 ORDER BY 1 USING »<<<|no operator <<<",
        "SELECT name FROM customers ORDER BY name »<->>> 'x'|no operator",
      })
  void anOperatorThatIsNotListedIsRefused(String sql, String message) {
    assertMessage(guard.refused(GuardRule.OPERATOR_NOT_ALLOWED, sql), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 1::»regproc|list_tables",
        "SELECT 'secrets'::»regclass|list_tables",
        "SELECT name::»regclass FROM customers|list_tables",
        "SELECT CAST('pg_authid' AS »regclass)|list_tables",
        "SELECT »regclass 'secrets'|list_tables",
        "SELECT '1'::»datetime|write timestamp",
        "SELECT '1'::»string|write text",
        "SELECT CAST(1 AS »signed)|write bigint",
        "SELECT '1'::»aclitem|one of PostgreSQL's own",
        "SELECT '1'::»evil.thing|one of PostgreSQL's own",
        "SELECT null::»staff|one of PostgreSQL's own",
        "SELECT null::»secrets|one of PostgreSQL's own",
        "SELECT * FROM json_to_record('{}') AS t(a »regrole)|list_tables",
        "SELECT * FROM xmltable('/a' PASSING '<a/>' COLUMNS b »regtype)|list_tables",
        "SELECT json_value('1', '$' RETURNING »regproc)|list_tables",
      })
  void aTypeThatIsNotListedIsRefused(String sql, String message) {
    assertMessage(guard.refused(GuardRule.TYPE_NOT_ALLOWED, sql), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WITH d AS (»DELETE FROM customers RETURNING *) SELECT * FROM d|DELETE changes data",
        "WITH d AS (»UPDATE customers SET name = 'x' RETURNING 1) SELECT 1|UPDATE changes data",
        "WITH d AS (»INSERT INTO customers VALUES (1)) SELECT 1|INSERT changes data",
        "WITH d AS (»MERGE INTO customers c USING orders o ON c.id = o.id WHEN MATCHED THEN DO"
            + " NOTHING) SELECT 1|MERGE changes data",
        "SELECT (WITH d AS (»DELETE FROM customers) SELECT 1)|DELETE changes data",
        "SELECT * INTO »copy FROM customers|makes a table",
        "SELECT 1 INTO »TEMP copy|makes a table",
        "SELECT * FROM customers »FOR UPDATE|lock rows",
        "SELECT * FROM customers »FOR SHARE OF customers NOWAIT|lock rows",
        "SELECT (SELECT id FROM customers »FOR NO KEY UPDATE)|lock rows",
        "WITH a AS (SELECT id FROM customers »FOR KEY SHARE) SELECT * FROM a|lock rows",
      })
  void whatChangesOrLocksIsRefused(String sql, String message) {
    assertMessage(guard.refused(GuardRule.DATA_MODIFICATION, sql), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM customers WHERE CURRENT OF c",
        "SELECT json_value('1', '$' DEFAULT f() ON ERROR)",
        "SELECT * FROM customers TABLESAMPLE evil (1)",
        "SELECT * FROM customers TABLESAMPLE public.system (1)",
        "SELECT name COLLATE evil.c FROM customers",
        "SELECT 1 LIMIT 1, 2",
      })
  void otherThingsAreRefused(String sql) {
    guard.refused(sql);
  }

  @Test
  void aForeignFunctionIsTranslated() {
    assertMessage(guard.refused("SELECT ifnull(name, 'x') FROM customers"), "write coalesce(a, b)");
    assertMessage(guard.refused("SELECT year(ordered_at) FROM orders"), "extract(year FROM date)");
    assertMessage(guard.refused("SELECT getdate()"), "write now()");
    assertMessage(guard.refused("SELECT pg_sleep(1)"), "nothing can wait here");
    assertMessage(guard.refused("SELECT pg_get_viewdef(1)"), "list_tables");
    assertMessage(guard.refused("SELECT pg_reload_conf()"), "administration");
    assertMessage(guard.refused("SELECT my_function()"), "that compute with their arguments");
    assertMessage(guard.refused("SELECT mine.f()"), "without a schema");
    assertMessage(guard.refused("SELECT LIMIT 1, 2"), "");
  }

  private static void assertMessage(Verdict.Refused refused, String message) {
    assertTrue(refused.message().contains(message), refused.message());
  }
}
