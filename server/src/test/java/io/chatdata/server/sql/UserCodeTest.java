package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wall 4: code of the user's that a statement could run without naming it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserCodeTest {
  private final TestingPostgres.TestingDatabase postgres = TestingPostgres.create();
  private final Database database = TestingConfig.of(postgres.url()).open();

  @BeforeAll
  void prepare() {
    postgres.run(
        """
        CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION pg_trgm;
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE DOMAIN code AS varchar(5);
        CREATE TYPE pair AS (a int, b int);
        CREATE TABLE people (id int, name text, nick varchar(20), alias citext, tags hstore, born date, code code, codes code[], seen daterange);
        INSERT INTO people VALUES (1, 'Anne', 'annie', 'ANN', 'a=>1', '2000-01-01', 'x', '{y}', '[2020-01-01,2020-02-01)');
        CREATE TABLE moods (id int, mood mood, pair pair);
        INSERT INTO moods VALUES (1, 'sad', (1, 2));

        CREATE TABLE touched (by_function text);
        CREATE FUNCTION touch(by_function text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
          BEGIN PERFORM pg_advisory_lock(1); INSERT INTO public.touched VALUES (by_function); RETURN true; END $$;
        CREATE FUNCTION lower(v varchar) RETURNS text LANGUAGE sql AS $$ SELECT touch('lower')::text $$;
        CREATE FUNCTION round(v float8, n int) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$ SELECT v $$;
        CREATE FUNCTION "substring"(v varchar, a int, b int) RETURNS text LANGUAGE sql AS $$ SELECT touch('substring')::text $$;
        CREATE FUNCTION concat(v varchar, w varchar DEFAULT '') RETURNS text LANGUAGE sql AS $$ SELECT touch('concat')::text $$;
        CREATE FUNCTION sum_state(s bigint, v mood) RETURNS bigint LANGUAGE sql AS $$ SELECT s + 1 $$;
        CREATE AGGREGATE sum(mood) (SFUNC = sum_state, STYPE = bigint, INITCOND = '0');
        CREATE FUNCTION similarity(a varchar, b varchar) RETURNS real LANGUAGE sql AS $$ SELECT touch('similarity')::int::real $$;

        CREATE FUNCTION join_texts(a varchar, b varchar) RETURNS text LANGUAGE sql AS $$ SELECT touch('||')::text $$;
        CREATE OPERATOR || (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = join_texts);
        CREATE FUNCTION is_like(a varchar, b varchar) RETURNS boolean LANGUAGE sql AS $$ SELECT touch('~~') $$;
        CREATE OPERATOR ~~ (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = is_like);
        CREATE FUNCTION same_mood(a mood, b mood) RETURNS boolean LANGUAGE sql AS $$ SELECT touch('=') $$;
        CREATE OPERATOR = (LEFTARG = mood, RIGHTARG = mood, FUNCTION = same_mood);
        CREATE FUNCTION negate(a varchar) RETURNS text LANGUAGE sql AS $$ SELECT touch('-')::text $$;
        CREATE OPERATOR - (RIGHTARG = varchar, FUNCTION = negate);

        CREATE FUNCTION as_int(p pair) RETURNS int LANGUAGE sql AS $$ SELECT touch('cast')::int $$;
        CREATE CAST (pair AS int) WITH FUNCTION as_int(pair);

        CREATE TYPE tone AS ENUM ('low', 'high');
        CREATE TABLE tones (id int, tone tone, tones tone[]);
        INSERT INTO tones VALUES (1, 'low', '{low,high}');
        CREATE FUNCTION as_json(t tone) RETURNS json LANGUAGE sql AS $$ SELECT to_json(touch('json')) $$;
        CREATE CAST (tone AS json) WITH FUNCTION as_json(tone);
        CREATE TYPE size AS ENUM ('s', 'm');
        CREATE TABLE sizes (id int, size size, sizes size[]);
        INSERT INTO sizes VALUES (1, 's', '{s,m}');
        CREATE FUNCTION as_text(s size) RETURNS text LANGUAGE sql AS $$ SELECT touch('text')::text $$;
        CREATE CAST (size AS text) WITH FUNCTION as_text(size);
        CREATE TYPE grade AS ENUM ('a', 'b');
        CREATE TABLE grades (id int, grade grade, grades grade[]);
        INSERT INTO grades VALUES (1, 'a', '{a,b}');
        CREATE FUNCTION as_bigint(g grade) RETURNS bigint LANGUAGE sql AS $$ SELECT touch('int8')::int $$;
        CREATE CAST (grade AS bigint) WITH FUNCTION as_bigint(grade) AS ASSIGNMENT;
        CREATE TABLE lots (id int);
        INSERT INTO lots VALUES (1);
        CREATE FUNCTION of_lot(l lots) RETURNS int LANGUAGE sql AS $$ SELECT touch('row')::int $$;
        CREATE CAST (lots AS int) WITH FUNCTION of_lot(lots) AS IMPLICIT;
        CREATE FUNCTION is_even(n int) RETURNS boolean LANGUAGE plpgsql AS
          $$ BEGIN RETURN n % 2 = 0 AND (current_setting('transaction_read_only') = 'off' OR touch('domain')); END $$;
        CREATE DOMAIN even AS int CHECK (is_even(VALUE));
        CREATE TABLE evens (id int, even even, evens even[]);
        INSERT INTO evens VALUES (1, 2, '{4,6}');

        CREATE FUNCTION initials(t text) RETURNS text LANGUAGE sql STABLE AS $$ SELECT left(t, 1) $$;
        CREATE VIEW initial AS SELECT initials(name) AS letter FROM people;
        CREATE VIEW touching AS SELECT touch('view') AS touched;
        CREATE VIEW around AS SELECT t.touched FROM (SELECT * FROM touching) t;
        CREATE VIEW by_operator AS SELECT nick || nick AS twice FROM people;
        """);
    postgres.grant("public");
  }

  @AfterAll
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT lower(nick) FROM people",
        "SELECT lower(name::varchar) FROM people",
        "SELECT lower(CAST(name AS varchar(10))) FROM people",
        "SELECT lower(x) FROM (SELECT nick AS x FROM people) p",
        "WITH p AS (SELECT nick::varchar FROM people UNION SELECT 'x') SELECT lower(nick) FROM p",
        "SELECT lower(code) FROM people",
        "SELECT lower(unnest(codes)) FROM people",
        "SELECT lower(v => name) FROM people",
        "SELECT * FROM people ORDER BY lower(nick)",
        "SELECT 1 FROM people GROUP BY lower(nick)",
        "SELECT count(*) FILTER (WHERE lower(nick) = 'x') FROM people",
        "SELECT * FROM people p, lower(p.nick) l",
        "SELECT substring(nick, 1, 2) FROM people",
        "SELECT concat(nick) FROM people",
        "SELECT concat(VARIADIC ARRAY[nick]) FROM people",
        "SELECT sum(mood) FROM moods",
        "SELECT similarity(nick, 'x') FROM people",
        "SELECT public.similarity(nick, 'x') FROM people",
        "SELECT nick || nick FROM people",
        "SELECT nick || 'x' FROM people",
        "SELECT 'x' || nick FROM people",
        "SELECT name FROM people WHERE nick LIKE 'a%'",
        "SELECT name FROM people WHERE nick NOT LIKE 'a%' OR nick LIKE ANY (ARRAY['a'])",
        "SELECT name FROM people WHERE nick LIKE ALL (ARRAY['a'])",
        "SELECT - nick FROM people",
        "SELECT 1 FROM moods WHERE mood = 'sad'",
        "SELECT 1 FROM moods WHERE mood IN ('sad')",
        "SELECT 1 FROM moods a JOIN moods b USING (mood)",
        "SELECT 1 FROM moods a NATURAL JOIN moods b",
        "SELECT nullif(mood, 'sad') FROM moods",
        "SELECT CASE mood WHEN 'sad' THEN 1 END FROM moods",
        "SELECT 1 FROM moods WHERE mood IS DISTINCT FROM 'sad'",
        "SELECT 1 FROM moods WHERE (id, mood) = (1, 'sad')",
        "SELECT pair::int FROM moods",
        "SELECT to_json(tone) FROM tones",
        "SELECT row_to_json(t) FROM tones t",
        "SELECT to_jsonb(tones) FROM tones",
        "SELECT JSON_OBJECT('a': tone) FROM tones",
        "SELECT jsonb_agg(x) FROM (SELECT id, tone AS t FROM tones) x",
        "SELECT json_object_agg(id, tone) FROM tones",
        "SELECT 'a' || size FROM sizes",
        "SELECT quote_literal(sizes[1]) FROM sizes",
        "SELECT grades::bigint[] FROM grades",
        "SELECT ARRAY[grade]::bigint[] FROM grades",
        "SELECT CAST('a'::grade AS int8)",
        "SELECT abs(l) FROM lots l",
        "SELECT l + 1 FROM (SELECT lots FROM lots) x(l)",
        "SELECT json_populate_record(e, '{\"even\": 8}') FROM evens e",
        "SELECT * FROM jsonb_populate_recordset(NULL::evens, '[{\"even\": 8}]')",
        "SELECT public.populate_record(e, 'even=>8') FROM evens e",
        "SELECT '(1,8,{})'::evens",
        "SELECT ROW(1, 8, NULL)::public.evens",
      })
  void whatCouldRunIt_isRefused(String sql) {
    Receipt receipt = database.check(sql);
    assertFalse(receipt.allowed());
    assertEquals(4, receipt.wall(), receipt.message());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT lower(name), lower('X'), lower(NULL), upper(nick) FROM people",
        "SELECT lower(seen), lower(alias::text) FROM people",
        "SELECT pg_catalog.lower(nick), lower(nick::text || 'x') FROM people",
        "SELECT upper(substr(nick, 1, 1)) || substring(name, 2) FROM people",
        "SELECT lower(p.name) FROM (SELECT name FROM people WHERE id = 1) p",
        "WITH p AS (SELECT name AS n FROM people) SELECT lower(n) FROM p ORDER BY lower(p.n)",
        "SELECT round(1.234, 1), round(2.5)",
        "SELECT substring(name, 1, 2), substring(nick FROM 1 FOR 2), pg_catalog.substring(nick, 1,"
            + " 2) FROM people",
        "SELECT sum(id), count(*) FROM moods HAVING count(*) > 0",
        "SELECT name || name, name || 'x', 'x' || name, nick OPERATOR(pg_catalog.||) 'x' FROM"
            + " people",
        "SELECT name FROM people WHERE name LIKE 'A%' AND nick ILIKE 'a%' AND alias = 'ann'",
        "SELECT name FROM people WHERE tags -> 'a' = '1' AND tags ? 'a' AND name % 'Ann'",
        "SELECT name FROM people WHERE id = 1 AND born > date '1990-01-01' AND born - 1 <"
            + " current_date",
        "SELECT -id, - 1, -1.5 FROM people",
        "SELECT count(*) FROM people p JOIN moods m USING (id) WHERE m.id = p.id",
        "SELECT name FROM people GROUP BY name HAVING sum(id) = 1",
        "SELECT letter FROM initial",
        "SELECT mood FROM moods ORDER BY mood",
        "SELECT to_json(p), 'a' || p.id, p.id::bigint, id::text FROM people p",
        "SELECT grade, grades[1], to_json(grade), 'a' || grade, grade::text FROM grades",
        "SELECT even + 1, even::text, to_json(e), array_append(evens, 8), coalesce(even, 8) FROM"
            + " evens e",
      })
  void whatCouldNot_runs(String sql) {
    database.query(TestingPostgres.request(sql));
  }

  @Test
  void aRefusalNamesTheFunctionAndAWayAround() {
    Receipt receipt = database.check("SELECT id, lower(nick) FROM people");
    assertEquals("overloaded", receipt.rule());
    assertEquals(12, receipt.position());
    assertTrue(receipt.message().contains("public.lower(varchar)"), receipt.message());
    assertTrue(receipt.message().contains("write pg_catalog.lower(…)"), receipt.message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"touching", "around", "by_operator"})
  void aViewThatMayChangeSomethingIsRefused(String view) {
    Receipt receipt = database.check("SELECT * FROM " + view);
    assertEquals("code-may-change-data", receipt.rule());
    assertTrue(receipt.message().contains("VOLATILE"), receipt.message());
  }

  @Test
  void nothingOfItRan() {
    assertEquals("0", postgres.query("SELECT count(*) FROM touched").getFirst().getFirst());
  }
}
