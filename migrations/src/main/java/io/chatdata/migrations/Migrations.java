package io.chatdata.migrations;

import java.util.Arrays;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * The store's schema: migrations that only ever add, so that a server runs on its own schema
 * version and on one newer.
 */
public final class Migrations {
  private Migrations() {}

  /**
   * Brings a database to this version's schema. Several servers may call it at once: Flyway takes a
   * lock. Does nothing where the schema is up to date or newer.
   *
   * @param store a login that may create schemas and tables
   */
  public static void migrate(DataSource store) {
    flyway(store).load().migrate();
  }

  /** The same up to a version, for data of that version. */
  public static void migrate(DataSource store, int version) {
    flyway(store).target(String.valueOf(version)).load().migrate();
  }

  /** How a database's schema stands against this version's. Needs no right but to read. */
  public static SchemaState state(DataSource store) {
    var info = flyway(store).load().info();
    int applied =
        Arrays.stream(info.applied())
            .filter(migration -> migration.getState().isApplied())
            .mapToInt(Migrations::number)
            .max()
            .orElse(0);
    int own =
        Arrays.stream(info.all())
            .filter(migration -> migration.getState().isResolved())
            .mapToInt(Migrations::number)
            .max()
            .orElseThrow();
    return new SchemaState(applied, own);
  }

  /**
   * The statements that {@link #migrate} would run, for a person who runs them herself: one
   * transaction that also writes what Flyway keeps, so that {@link #state} and {@link #migrate}
   * know of it afterwards. Empty where nothing is pending. Changes nothing.
   */
  public static String pendingSql(DataSource store) {
    MigrationInfo[] pending = flyway(store).load().info().pending();
    if (pending.length == 0) {
      return "";
    }
    return Arrays.stream(pending)
        .map(
            migration ->
                """
                -- %2$s
                %5$s
                insert into chatdata.flyway_schema_history
                  (installed_rank, version, description, type, script, checksum, installed_by,
                   execution_time, success)
                select coalesce(max(installed_rank), 0) + 1, '%1$s', '%3$s', 'SQL', '%2$s', %4$d,
                  current_user, 0, true
                from chatdata.flyway_schema_history;

                """
                    .formatted(
                        migration.getVersion(),
                        migration.getScript(),
                        migration.getDescription(),
                        migration.getChecksum(),
                        Resources.read("store/" + migration.getScript())))
        .collect(
            Collectors.joining(
                "", "begin;\n\n" + Resources.read("history.sql") + "\n", "commit;\n"));
  }

  private static int number(MigrationInfo migration) {
    MigrationVersion version = migration.getVersion();
    return version == null ? 0 : Integer.parseInt(version.getVersion());
  }

  private static FluentConfiguration flyway(DataSource store) {
    return Flyway.configure()
        .dataSource(store)
        .locations("classpath:io/chatdata/migrations/store")
        // Its own schema: the database may already hold tables of the person who runs it.
        .schemas("chatdata");
  }
}
