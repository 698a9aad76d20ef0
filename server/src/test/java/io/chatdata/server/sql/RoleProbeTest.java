package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each power is found, and the SQL that is offered makes a role that is accepted. */
class RoleProbeTest {
  private final TestingPostgres.TestingDatabase postgres = TestingPostgres.create();
  private final String helper = "helper_of_" + postgres.reader();

  @BeforeEach
  void prepare() {
    postgres.run(
        """
        CREATE TABLE orders (id int, total int);
        CREATE VIEW orders_view AS SELECT * FROM orders;
        CREATE SCHEMA "hidden schema"; CREATE TABLE "hidden schema".t (id int);
        CREATE ROLE %s;
        """
            .formatted(helper));
    postgres.grant("public");
  }

  @Test
  void aRoleThatOnlyReadsIsAccepted() {
    postgres.run(
        "GRANT CREATE ON SCHEMA public TO PUBLIC; GRANT pg_read_all_data TO " + postgres.reader());
    try (Database database = TestingConfig.of(postgres.url()).open()) {
      assertFalse(database.lastKnownRole().checked());
      assertEquals(new RoleState(true, List.of(), false, ""), database.role());
      assertTrue(database.role().accepted());
      assertEquals(database.role(), database.lastKnownRole());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ALTER ROLE {reader} SUPERUSER | is a superuser",
        "ALTER ROLE {reader} CREATEROLE | can create roles",
        "ALTER ROLE {reader} CREATEDB | can create databases",
        "ALTER ROLE {reader} REPLICATION | can replicate",
        "ALTER ROLE {reader} BYPASSRLS | bypasses row-level security",
        "GRANT pg_read_server_files TO {reader} | is a member of pg_read_server_files",
        "GRANT pg_write_server_files TO {reader} | is a member of pg_write_server_files",
        "GRANT pg_execute_server_program TO {reader} | is a member of pg_execute_server_program",
        "GRANT pg_signal_backend TO {reader} | is a member of pg_signal_backend",
        "ALTER ROLE {helper} SUPERUSER; GRANT {helper} TO {reader} | is a superuser (as a member of"
            + " '{helper}')",
        "ALTER ROLE {helper} CREATEROLE; GRANT {helper} TO {reader}; ALTER ROLE {reader} NOINHERIT"
            + " | can create roles (as a member of '{helper}')",
        "GRANT INSERT ON orders TO {reader} | can change the tables \"public\".\"orders\"",
        "GRANT UPDATE (total) ON orders TO {reader} | can change the tables \"public\".\"orders\"",
        "GRANT DELETE ON orders TO PUBLIC | can change the tables \"public\".\"orders\"",
        "GRANT TRUNCATE ON orders TO {helper}; GRANT {helper} TO {reader} | can change the tables"
            + " \"public\".\"orders\"",
        "GRANT TRIGGER ON orders TO {helper}; GRANT {helper} TO {reader} WITH INHERIT FALSE | can"
            + " change the tables \"public\".\"orders\"",
        "GRANT INSERT ON orders_view TO {reader} | can change the tables"
            + " \"public\".\"orders_view\"",
        "ALTER TABLE orders OWNER TO {reader} | owns the tables \"public\".\"orders\"",
        "ALTER TABLE \"hidden schema\".t OWNER TO {reader} | owns the tables \"hidden"
            + " schema\".\"t\"",
        "ALTER TABLE orders OWNER TO {helper}; GRANT {helper} TO {reader} | owns the tables"
            + " \"public\".\"orders\"",
        "GRANT CREATE ON SCHEMA public TO {reader} | can create in the schema 'public'",
        "ALTER SCHEMA \"hidden schema\" OWNER TO {reader} | owns the schema 'hidden schema'",
        "GRANT CREATE ON DATABASE {database} TO {reader} | can create in the database '{database}'",
      })
  void aPowerIsFoundAndTheAdviceMakesARightRole(String grant, String power) {
    postgres.run(filled(grant));
    try (Database database = TestingConfig.of(postgres.url()).open()) {
      RoleState role = database.role();
      assertEquals(List.of(filled(power)), role.powers());
      assertFalse(role.accepted());
      ChatdataException refused = assertThrows(ChatdataException.class, database::catalog);
      assertEquals(Reason.UNSAFE_ROLE, refused.reason());
      assertTrue(refused.problem().message().contains(role.advice()));
      assertTrue(role.advice().contains("allow_unsafe_role: true"));
      StatementException statement =
          assertThrows(
              StatementException.class,
              () -> database.query(TestingPostgres.request("SELECT id FROM orders")));
      assertEquals(Reason.UNSAFE_ROLE, statement.reason());
      assertEquals(0, statement.receipt().wall());
      assertFalse(statement.receipt().allowed());
      assertAccepted(role.advice());
    }
  }

  private void assertAccepted(String advice) {
    String name = advice.substring(advice.indexOf('"') + 1, advice.indexOf("\" LOGIN"));
    postgres.run(advice);
    try (Database database = TestingConfig.of(postgres.url(name, "choose-a-password")).open()) {
      assertEquals(List.of(), database.role().powers());
      database.query(TestingPostgres.request("SELECT id FROM orders"));
      database.query(TestingPostgres.request("SELECT id FROM \"hidden schema\".t"));
      postgres.run("CREATE TABLE later (id int)");
      assertTrue(
          postgres
              .query("SELECT has_table_privilege('%s', 'later', 'SELECT')".formatted(name))
              .getFirst()
              .contains("t"));
    } finally {
      postgres.run("DROP OWNED BY \"%1$s\"; DROP ROLE \"%1$s\"".formatted(name));
    }
  }

  @Test
  void theOwnerOfTheDatabaseIsRefused() {
    postgres.run("ALTER DATABASE %s OWNER TO %s".formatted(postgres.name(), postgres.reader()));
    try (Database database = TestingConfig.of(postgres.url()).open()) {
      assertTrue(
          database.role().powers().contains("owns the database '%s'".formatted(postgres.name())),
          database.role().powers().toString());
    }
  }

  @Test
  void aRoleThatWasMendedIsAcceptedAtOnce() {
    postgres.run("ALTER ROLE %s CREATEDB".formatted(postgres.reader()));
    try (Database database = TestingConfig.of(postgres.url()).open()) {
      assertThrows(ChatdataException.class, database::catalog);
      postgres.run("ALTER ROLE %s NOCREATEDB".formatted(postgres.reader()));
      assertEquals(2, database.catalog().tables().size());
    }
  }

  @Test
  void theOverrideAcceptsTheRoleAndEveryReceiptSaysSo() {
    postgres.run("ALTER ROLE %s CREATEDB CREATEROLE".formatted(postgres.reader()));
    try (Database database = TestingConfig.of(postgres.url()).allowUnsafeRole().open()) {
      assertTrue(database.role().accepted());
      assertTrue(database.role().overridden());
      QueryResult result = database.query(TestingPostgres.request("SELECT id FROM orders"));
      assertEquals(
          List.of(
              "Its role can create roles and can create databases; allow_unsafe_role accepts that"),
          result.receipt().warnings());
    }
  }

  @Test
  void theAdviceKeepsToTheConfiguredSchemas() {
    postgres.run("ALTER ROLE %s CREATEDB".formatted(postgres.reader()));
    try (Database database = TestingConfig.of(postgres.url()).schemas("public").open()) {
      assertFalse(database.role().advice().contains("hidden schema"));
    }
  }

  private String filled(String text) {
    return text.replace("{reader}", postgres.reader())
        .replace("{helper}", helper)
        .replace("{database}", postgres.name());
  }
}
