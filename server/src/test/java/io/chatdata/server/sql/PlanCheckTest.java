package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.jdbc.PgConnection;

/** Wall 5: what PostgreSQL itself would call, and what it expects a statement to cost. */
class PlanCheckTest {
  private final TestingPostgres.TestingDatabase postgres = TestingPostgres.create();
  private final Database database = TestingConfig.of(postgres.url()).open();

  @BeforeEach
  void prepare() {
    postgres.run(
        """
        CREATE TABLE people (id int PRIMARY KEY, name text, owner text,
          twice int GENERATED ALWAYS AS (id * 2) STORED);
        INSERT INTO people SELECT g, 'name ' || g, CASE g %% 2 WHEN 0 THEN '%1$s' ELSE 'other' END FROM generate_series(1, 10) g;
        CREATE FUNCTION inner_one(t text) RETURNS text LANGUAGE sql STABLE RETURN left(t, 1) || pg_backend_pid();
        CREATE FUNCTION inlined(t text) RETURNS text LANGUAGE sql STABLE AS $$ SELECT inner_one(t) || current_setting('work_mem') $$;
        CREATE VIEW initials AS SELECT id, inlined(name) AS letter FROM people;
        CREATE VIEW outer_view AS SELECT * FROM initials WHERE id > 0;
        CREATE TABLE notes AS SELECT id, owner, 'note ' || id AS body FROM people;
        CREATE FUNCTION me() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN current_user; END $$;
        CREATE FUNCTION me_inlined() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('role') || session_user $$;
        CREATE POLICY mine ON notes USING (owner = me() AND me_inlined() IS NOT NULL);
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
        CREATE FUNCTION touch() RETURNS int LANGUAGE sql STABLE AS $$ SELECT pg_backend_pid() $$;
        """
            .formatted(postgres.reader()));
    postgres.grant("public");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT letter FROM initials",
        "SELECT count(*) FROM outer_view WHERE letter > 'a'",
        "SELECT twice FROM people",
        "SELECT lpad(name, 5), rpad(name, 5), bit_length(name), age(now()), age(current_date) FROM"
            + " people",
        "SELECT (now(), now()) OVERLAPS (now(), interval '1 day'), substring(name SIMILAR 'n'"
            + " ESCAPE '#') FROM people",
        "SELECT date_part('year', now()), extract(epoch FROM interval '1 day'), trim(name),"
            + " position('a' IN name) FROM people",
        "SELECT xpath('/a', '<a/>'::xml), xpath_exists('/a', '<a/>'), ts_debug('a'),"
            + " parse_ident('a.b')",
        "SELECT name::varchar(3), id::numeric(10, 2), now()::timestamp(3), '1'::bit varying(3) FROM"
            + " people",
        "SELECT json_object('a' VALUE 1), json_value('{}', '$'), coalesce(id, 1), nullif(id, 1),"
            + " row(1, 2) FROM people",
        "SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), ntile(2) OVER"
            + " () FROM people",
        "SELECT * FROM json_table('[1]', '$[*]' COLUMNS (a int PATH '$')) t, xmltable('/r' PASSING"
            + " '<r/>' COLUMNS b int PATH '@b') x",
        "SELECT name COLLATE \"C\", name LIKE 'n%', name ~ 'n', name SIMILAR TO 'n' FROM people"
            + " ORDER BY name COLLATE \"C\"",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY id), string_agg(name, ',' ORDER BY id)"
            + " FILTER (WHERE id > 1) FROM people",
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT *"
            + " FROM r WHERE n IN (SELECT id FROM people)",
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SEARCH"
            + " BREADTH FIRST BY n SET o CYCLE n SET c USING p SELECT n, c FROM r ORDER BY o",
        "SELECT * FROM people TABLESAMPLE SYSTEM (50) REPEATABLE (1)",
        "SELECT generate_series(1, 3), unnest(ARRAY[1, 2]), (SELECT max(id) FROM people), EXISTS"
            + " (SELECT 1 FROM people)",
        "SELECT 'a(' AS \"f(\", E'\\\\''(' AS \"g(1)\"",
      })
  void honestStatementsPass(String sql) {
    QueryResult result = database.query(TestingPostgres.request(sql));
    assertNotNull(result.receipt().planCost());
    assertEquals(6, result.receipt().wall());
  }

  @Test
  void rowLevelSecurityWorks() {
    QueryResult result =
        database.query(TestingPostgres.request("SELECT DISTINCT owner FROM notes"));
    assertEquals(List.of(List.of(postgres.reader())), result.rows());
  }

  @Test
  void aFunctionThatNothingGrantsIsRefused() throws SQLException {
    Catalog catalog = database.catalog();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      var allowed =
          new Verdict.Allowed(4, "select 1", offset -> offset, List.of("public.people"), false, 1);
      var check = new PlanCheck(connection.unwrap(PgConnection.class), catalog, allowed);
      for (String call :
          List.of("public.touch()", "pg_sleep(id)", "set_config('a.b', name, true)")) {
        try (ResultSet plan =
            statement.executeQuery(
                "EXPLAIN (VERBOSE, FORMAT JSON) SELECT %s FROM people".formatted(call))) {
          plan.next();
          String json = plan.getString(1);
          RefusedSqlException refusal =
              assertThrows(
                  RefusedSqlException.class,
                  () -> check.check(PlanReader.read(json), "public"),
                  call);
          assertEquals(GuardRule.FUNCTION_IN_PLAN, refusal.rule());
        }
      }
    }
  }

  @Test
  void aStatementOverTheLimitOfCostIsRefusedWithTheFigure() {
    try (Database cheap = TestingConfig.of(postgres.url()).costs(1, 1000).open()) {
      StatementException refused =
          assertThrows(
              StatementException.class,
              () ->
                  cheap.query(
                      TestingPostgres.request(
                          "SELECT count(*) FROM people a, people b, people c, people d")));
      assertEquals(Reason.STATEMENT_REFUSED, refused.reason());
      Receipt receipt = refused.receipt();
      assertEquals("cost", receipt.rule());
      assertEquals(5, receipt.wall());
      assertEquals(false, receipt.allowed());
      assertNotNull(receipt.planCost());
      assertTrue(receipt.message().contains("over the limit of 1.00e+03"), receipt.message());
      // and one between the limits only has a warning
      Receipt warned =
          cheap.query(TestingPostgres.request("SELECT count(*) FROM people")).receipt();
      assertTrue(warned.warnings().getFirst().contains("over 1.00"), warned.toString());
    }
  }

  @Test
  void newCodeIsNoticedByTheNextStatement() {
    String sql = "SELECT lower(name::varchar) FROM people";
    database.query(TestingPostgres.request(sql));
    postgres.run(
        "CREATE FUNCTION lower(v varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'taken' $$");
    assertEquals("overloaded", refused(sql).rule());
    postgres.run("DROP FUNCTION lower(varchar)");
    // a refusal is of a catalog of the last seconds
    while (!database.check(sql).allowed()) {
      LockSupport.parkNanos(50_000_000);
    }
    database.query(TestingPostgres.request(sql));
  }

  @Test
  void aChangedViewIsNoticedByTheNextStatement() {
    String sql = "SELECT letter FROM initials";
    database.query(TestingPostgres.request(sql));
    postgres.run(
        """
        CREATE FUNCTION changing() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
        CREATE OR REPLACE VIEW initials AS SELECT id, changing() AS letter FROM people
        """);
    assertEquals("code-may-change-data", refused(sql).rule());
  }

  @Test
  void anErrorOfThePlanHasItsPlaceInTheCallersText() {
    StatementException failed =
        assertThrows(
            StatementException.class,
            () ->
                database.query(TestingPostgres.request("SELECT 1, /* c */ name + 1 FROM people")));
    assertEquals(Reason.STATEMENT_FAILED, failed.reason());
    assertEquals(24, failed.receipt().position());
    assertNull(failed.receipt().planCost());
  }

  private Receipt refused(String sql) {
    return assertThrows(
            StatementException.class, () -> database.query(TestingPostgres.request(sql)))
        .receipt();
  }
}
