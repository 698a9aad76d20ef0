package io.chatdata.migrations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/**
 * The store's schema: migrations that only ever add, so that a server runs on its own schema
 * version and on one newer.
 */
public final class Migrations {
  private static final String FOLDER = "io/chatdata/migrations/store";

  private Migrations() {}

  /**
   * Brings a database to this version's schema. Several servers may call it at once: Flyway takes a
   * lock. Does nothing where the schema is up to date or newer.
   *
   * @param store a login that may create schemas and tables
   */
  public static void migrate(DataSource store) {
    flyway(store).migrate();
  }

  /** How a database's schema stands against this version's. Needs no right but to read. */
  public static SchemaState state(DataSource store) {
    var info = flyway(store).info();
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

  /** The statements that {@link #migrate} would run, for a person who runs them herself. */
  public static String pendingSql(DataSource store) {
    return Arrays.stream(flyway(store).info().pending())
        .map(migration -> "-- " + migration.getScript() + "\n" + read(migration.getScript()))
        .collect(Collectors.joining("\n"));
  }

  private static int number(MigrationInfo migration) {
    MigrationVersion version = migration.getVersion();
    return version == null ? 0 : Integer.parseInt(version.getVersion());
  }

  private static Flyway flyway(DataSource store) {
    return Flyway.configure()
        .dataSource(store)
        .locations("classpath:" + FOLDER)
        // Its own schema: the database may already hold tables of the person who runs it.
        .schemas("chatdata")
        .load();
  }

  private static String read(String script) {
    try (InputStream file =
        Migrations.class.getClassLoader().getResourceAsStream(FOLDER + "/" + script)) {
      if (file == null) {
        throw new IllegalStateException("no migration " + script);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
