package io.chatdata.server.explorer;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.Database;
import java.util.List;
import java.util.Optional;

/** Finds what arguments name, and says what they may have meant where there is no such thing. */
final class Lookup {
  static final String PUBLIC = "public";

  private final Connections connections;

  Lookup(Connections connections) {
    this.connections = connections;
  }

  /** A connection's database and what can be explored of it. */
  record Place(String connectionId, Database database, Catalog catalog) {
    /**
     * A table. No schema means public or, where that has no such table, the schema that the
     * database itself takes the name to be in.
     *
     * @throws ChatdataException SCHEMA_NOT_FOUND or TABLE_NOT_FOUND
     */
    Catalog.Table table(String schema, String name) {
      if (!schema.isEmpty()) {
        requireSchema(schema);
      }
      String in = schema.isEmpty() ? PUBLIC : schema;
      return catalog
          .table(in, name)
          .or(() -> schema.isEmpty() ? catalog.resolve(name) : Optional.empty())
          .orElseThrow(() -> noTable(in, name));
    }

    /**
     * Makes sure that there is such a schema.
     *
     * @throws ChatdataException SCHEMA_NOT_FOUND
     */
    void requireSchema(String schema) {
      List<String> schemas = catalog.schemas().stream().map(Catalog.Schema::name).toList();
      if (!schemas.contains(schema)) {
        throw Problem.of(
                Reason.SCHEMA_NOT_FOUND,
                "Connection '%s' has no schema '%s'; it has: %s"
                    .formatted(connectionId, schema, Suggestions.list(schemas)))
            .atField("schema")
            .with("schema", schema)
            .toException();
      }
    }

    private ChatdataException noTable(String schema, String name) {
      List<String> here =
          catalog.tables().stream()
              .filter(table -> table.schema().equals(schema))
              .map(Catalog.Table::name)
              .toList();
      Optional<String> elsewhere =
          catalog.tables().stream()
              .filter(table -> table.name().equals(name))
              .map(table -> "table '%s' of the schema '%s'".formatted(name, table.schema()))
              .findFirst();
      String means =
          elsewhere
              .or(() -> Suggestions.closest(name, here).map(close -> "'" + close + "'"))
              .or(() -> qualified(name))
              .map("did you mean %s?"::formatted)
              .orElseGet(() -> "it has: " + Suggestions.list(here));
      return Problem.of(
              Reason.TABLE_NOT_FOUND,
              "Schema '%s' has no table '%s'; %s".formatted(schema, name, means))
          .atField("table")
          .with("table", name)
          .toException();
    }

    /** A name that was given together with its schema. */
    private Optional<String> qualified(String name) {
      return catalog.tables().stream()
          .filter(table -> (table.schema() + "." + table.name()).equals(name))
          .map(table -> "table '%s' of the schema '%s'".formatted(table.name(), table.schema()))
          .findFirst();
    }
  }

  /**
   * The place that an argument names; an empty one means the context's.
   *
   * @throws ChatdataException where it is unknown, can't be reached or is refused
   */
  Place place(String connectionId, ToolContext context) {
    String id = connections.resolve(connectionId.isEmpty() ? context.connectionId() : connectionId);
    Database database = connections.database(id);
    return new Place(id, database, database.catalog(context.cancellation()));
  }
}
