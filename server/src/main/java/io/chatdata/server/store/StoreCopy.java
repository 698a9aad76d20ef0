package io.chatdata.server.store;

import com.fasterxml.jackson.core.type.TypeReference;
import io.chatdata.migrations.Migrations;
import io.chatdata.migrations.SchemaState;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Copies a whole store into files, one a table, and from them into an empty store, which may be of
 * another PostgreSQL. Both are one transaction: what is copied is of one moment, and all of it or
 * nothing arrives.
 */
public final class StoreCopy {
  /** Written last, so that an export that broke off has none. */
  private static final String CONTENTS = "contents.json";

  private final DataSource database;

  StoreCopy(DataSource database) {
    this.database = database;
  }

  /**
   * A table in a copy.
   *
   * @param name with its schema, as SQL writes it
   * @param columns those with values of their own, as SQL lists them
   */
  public record Table(String name, String columns, long rows) {}

  /** What a copy holds, tables in an order in which they can be filled. */
  private record Contents(int schemaVersion, List<Table> tables) {}

  /**
   * Copies the store into a folder.
   *
   * @throws ChatdataException where the folder has something in it or can't be written
   */
  public List<Table> exportTo(Path folder) {
    SchemaState state = Migrations.state(database);
    if (state.pending()) {
      throw refused(
          "The store's schema has version %d and this program's is %d; run ./chatdata migrate first"
              .formatted(state.applied(), state.own()));
    }
    try {
      DataFolder.create(folder);
      try (var files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw refused("The folder %s is not empty; name a new one".formatted(folder));
        }
      }
      List<Table> copied = new ArrayList<>();
      try (Connection connection = database.getConnection()) {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        for (Table table : StoreTables.of(connection)) {
          try (OutputStream file =
              Files.newOutputStream(file(folder, table), StandardOpenOption.CREATE_NEW)) {
            long rows =
                copy.copyOut(
                    "COPY %s (%s) TO STDOUT".formatted(table.name(), table.columns()), file);
            copied.add(new Table(table.name(), table.columns(), rows));
          }
        }
      }
      Files.writeString(
          folder.resolve(CONTENTS),
          Json.MAPPER
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(new Contents(state.applied(), copied)));
      return copied;
    } catch (IOException e) {
      throw refused("%s can't be written: %s".formatted(folder, e.getMessage()));
    } catch (SQLException e) {
      throw refused("The store can't be read: %s".formatted(e.getMessage()));
    }
  }

  /**
   * Fills an empty store. Its schema is brought to the copy's version, filled, and then brought to
   * this program's.
   *
   * @throws ChatdataException where the store isn't empty, or the folder holds no whole copy
   */
  public List<Table> importFrom(Path folder) {
    Contents contents = contents(folder);
    SchemaState state = Migrations.state(database);
    if (contents.schemaVersion() > state.own() || state.applied() > contents.schemaVersion()) {
      throw refused(
          "The copy's schema has version %d, the store's %d and this program's %d; import it into a new store with a chatdata that is no older"
              .formatted(contents.schemaVersion(), state.applied(), state.own()));
    }
    Migrations.migrate(database, contents.schemaVersion());
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      for (Table table : contents.tables()) {
        StoreTables.requireEmpty(connection, table.name());
        // What they would write comes with the copy.
        StoreTables.run(connection, "ALTER TABLE %s DISABLE TRIGGER USER".formatted(table.name()));
        try (InputStream file = Files.newInputStream(file(folder, table))) {
          long rows =
              copy.copyIn("COPY %s (%s) FROM STDIN".formatted(table.name(), table.columns()), file);
          if (rows != table.rows()) {
            throw refused(
                "%s has %d rows; %s says %d"
                    .formatted(file(folder, table), rows, CONTENTS, table.rows()));
          }
        }
        StoreTables.run(connection, "ALTER TABLE %s ENABLE TRIGGER USER".formatted(table.name()));
        StoreTables.goOnCounting(connection, table.name());
      }
      connection.commit();
      connection.setAutoCommit(true);
      StoreTables.run(connection, "ANALYZE");
    } catch (IOException e) {
      throw refused("%s can't be read: %s".formatted(folder, e.getMessage()));
    } catch (SQLException e) {
      throw refused("The store took nothing: %s".formatted(e.getMessage()));
    }
    Migrations.migrate(database);
    return contents.tables();
  }

  private static Contents contents(Path folder) {
    Path file = folder.resolve(CONTENTS);
    try {
      return Json.MAPPER.readValue(Files.readString(file), new TypeReference<>() {});
    } catch (IOException e) {
      throw refused("%s is no whole copy of a store: %s can't be read".formatted(folder, CONTENTS));
    }
  }

  private static Path file(Path folder, Table table) {
    return folder.resolve(table.name() + ".copy");
  }

  static ChatdataException refused(String why) {
    return new ChatdataException(Reason.INVALID_FIELD, why);
  }
}
