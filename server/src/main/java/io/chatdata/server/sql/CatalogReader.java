package io.chatdata.server.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the catalog of a database over one connection, and leaves out what is not to be seen. */
final class CatalogReader {
  private final Connection connection;
  private final Visibility visibility;
  private final List<Found> found = new ArrayList<>();
  private final Map<Long, Found> byOid = new HashMap<>();

  private CatalogReader(Connection connection, Visibility visibility) {
    this.connection = connection;
    this.visibility = visibility;
  }

  /** Reads it in the transaction that the connection begins; the caller ends it. */
  static Catalog read(Connection connection, DatabaseConfig config) throws SQLException {
    return new CatalogReader(connection, new Visibility(config)).read(config.schemas());
  }

  private Catalog read(List<String> configuredSchemas) throws SQLException {
    Set<String> searchPath = new LinkedHashSet<>(configuredSchemas);
    each(CatalogSql.SEARCH_PATH, row -> searchPath.add(row.getString(1)));
    each(CatalogSql.SETTINGS, row -> {});
    List<Catalog.Schema> schemas = new ArrayList<>();
    each(
        CatalogSql.SCHEMAS,
        row -> {
          if (visibility.schema(row.getString(1))) {
            schemas.add(new Catalog.Schema(row.getString(1), text(row, 2)));
          }
        });
    schemas.sort(Comparator.comparing(Catalog.Schema::name));
    each(CatalogSql.TABLES, this::table);
    found.sort(Comparator.comparing((Found table) -> table.schema).thenComparing(t -> t.name));
    each(CatalogSql.COLUMNS, this::column);
    each(CatalogSql.CONSTRAINTS, this::constraint);
    each(CatalogSql.INDEXES, this::index);
    List<Catalog.Table> tables = found.stream().map(Found::finish).toList();
    Map<String, String> extensions = new HashMap<>();
    each(CatalogSql.EXTENSIONS, row -> extensions.put(row.getString(1), row.getString(2)));
    return new Catalog(
        schemas,
        tables,
        List.copyOf(searchPath),
        hidden(searchPath),
        extensions,
        UserCodeReader.read(connection, searchPath));
  }

  private void table(ResultSet row) throws SQLException {
    var table =
        new Found(
            row.getString(2),
            row.getString(3),
            switch (row.getString(4)) {
              case "v" -> Catalog.Kind.VIEW;
              case "m" -> Catalog.Kind.MATERIALIZED_VIEW;
              case "p" -> Catalog.Kind.PARTITIONED_TABLE;
              case "f" -> Catalog.Kind.FOREIGN_TABLE;
              default -> Catalog.Kind.TABLE;
            },
            row.getLong(5),
            row.getLong(6),
            text(row, 7));
    if (visibility.table(table.schema, table.name)) {
      found.add(table);
      byOid.put(row.getLong(1), table);
    }
  }

  private void column(ResultSet row) throws SQLException {
    Found table = byOid.get(row.getLong(1));
    if (table == null) {
      return;
    }
    String name = row.getString(3);
    table.names.put(row.getShort(2), name);
    if (!visibility.column(table.schema, table.name, name)) {
      table.hidden.add(name);
      return;
    }
    table.columns.add(
        new Catalog.Column(
            name,
            row.getString(4),
            row.getString(5).charAt(0),
            row.getBoolean(6),
            text(row, 7),
            text(row, 8),
            List.of((String[]) row.getArray(9).getArray()),
            row.getBoolean(10)));
  }

  private void constraint(ResultSet row) throws SQLException {
    Found table = byOid.get(row.getLong(1));
    if (table == null) {
      return;
    }
    String name = row.getString(3);
    List<String> columns = table.names(row.getArray(4));
    switch (row.getString(2)) {
      case "p" -> {
        if (table.shows(columns)) {
          table.primaryKey = columns;
        }
      }
      case "c" -> {
        String definition = row.getString(7);
        if (definition != null && table.shows(definition)) {
          table.checks.add(new Catalog.Check(name, definition));
        }
      }
      default -> {
        Found referenced = byOid.get(row.getLong(5));
        if (referenced == null) {
          return;
        }
        List<String> referencedColumns = referenced.names(row.getArray(6));
        if (table.shows(columns) && referenced.shows(referencedColumns)) {
          var key =
              new Catalog.ForeignKey(
                  name,
                  table.schema,
                  table.name,
                  columns,
                  referenced.schema,
                  referenced.name,
                  referencedColumns);
          table.foreignKeys.add(key);
          referenced.referencedBy.add(key);
        }
      }
    }
  }

  private void index(ResultSet row) throws SQLException {
    Found table = byOid.get(row.getLong(1));
    String definition = row.getString(3);
    if (table != null && definition != null && table.shows(definition)) {
      table.indexes.add(new Catalog.Index(row.getString(2), definition, row.getBoolean(4)));
    }
  }

  /** What a name could mean to PostgreSQL that is not in the catalog. */
  private Set<Catalog.TableName> hidden(Set<String> searchPath) throws SQLException {
    Set<Catalog.TableName> hidden = new HashSet<>();
    for (String schema : searchPath) {
      try (PreparedStatement statement = connection.prepareStatement(CatalogSql.NAMES)) {
        statement.setString(1, schema);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            hidden.add(new Catalog.TableName(schema, rows.getString(1)));
          }
        }
      }
    }
    found.forEach(table -> hidden.remove(new Catalog.TableName(table.schema, table.name)));
    return hidden;
  }

  private void each(String sql, RowReader reader) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  /** A table while its parts come in. */
  private static final class Found {
    final String schema;
    final String name;
    final Catalog.Kind kind;
    final long estimatedRows;
    final long sizeBytes;
    final String comment;
    final Map<Short, String> names = new HashMap<>();
    final List<Catalog.Column> columns = new ArrayList<>();
    final List<String> hidden = new ArrayList<>();
    final List<Catalog.ForeignKey> foreignKeys = new ArrayList<>();
    final List<Catalog.ForeignKey> referencedBy = new ArrayList<>();
    final List<Catalog.Index> indexes = new ArrayList<>();
    final List<Catalog.Check> checks = new ArrayList<>();
    List<String> primaryKey = List.of();

    Found(
        String schema,
        String name,
        Catalog.Kind kind,
        long estimatedRows,
        long sizeBytes,
        String comment) {
      this.schema = schema;
      this.name = name;
      this.kind = kind;
      this.estimatedRows = estimatedRows;
      this.sizeBytes = sizeBytes;
      this.comment = comment;
    }

    /** Names of columns by their numbers; an unreadable column has an empty name. */
    List<String> names(@Nullable Array numbers) throws SQLException {
      List<String> result = new ArrayList<>();
      if (numbers != null) {
        for (Short number : (Short[]) numbers.getArray()) {
          result.add(names.getOrDefault(number, ""));
        }
      }
      return result;
    }

    /** True when all of these columns can be seen. */
    boolean shows(List<String> columnNames) {
      return columnNames.stream().noneMatch(c -> c.isEmpty() || hidden.contains(c));
    }

    /** True when a definition names no hidden column. */
    boolean shows(String definition) {
      return hidden.stream().noneMatch(definition::contains);
    }

    Catalog.Table finish() {
      return new Catalog.Table(
          schema,
          name,
          kind,
          estimatedRows,
          sizeBytes,
          comment,
          columns.stream().map(this::withoutHidden).toList(),
          primaryKey,
          foreignKeys,
          referencedBy,
          indexes,
          checks,
          hidden);
    }

    private Catalog.Column withoutHidden(Catalog.Column column) {
      return shows(column.defaultValue())
          ? column
          : new Catalog.Column(
              column.name(),
              column.type(),
              column.category(),
              column.nullable(),
              "",
              column.comment(),
              column.enumLabels(),
              column.ordered());
    }
  }
}
