package io.chatdata.server.sql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a connection's role can read of its database, narrowed by the configuration: a snapshot that
 * never changes.
 */
public final class Catalog {
  private final List<Schema> schemas;
  private final List<Table> tables;
  private final List<String> searchPath;
  private final Set<TableName> hidden;
  private final Map<String, String> extensions;
  private final UserCode code;
  private final Map<TableName, Table> byName = new HashMap<>();

  /** A catalog whose names without a schema lie in its schemas, in their order. */
  public Catalog(List<Schema> schemas, List<Table> tables) {
    this(
        schemas,
        tables,
        schemas.stream().map(Schema::name).toList(),
        Set.of(),
        Map.of(),
        UserCode.NONE);
  }

  /**
   * A catalog.
   *
   * @param schemas by name
   * @param tables by schema and name
   * @param searchPath schemas in which names without one are looked for, the first first
   * @param hidden tables that exist but can't be read or are not to be; they still hide tables of
   *     the same name in later schemas of the search path
   * @param extensions names of the installed extensions, with the schema that each is in
   * @param code what of the user's own code a statement could run
   */
  Catalog(
      List<Schema> schemas,
      List<Table> tables,
      List<String> searchPath,
      Set<TableName> hidden,
      Map<String, String> extensions,
      UserCode code) {
    this.schemas = List.copyOf(schemas);
    this.tables = List.copyOf(tables);
    this.searchPath = List.copyOf(searchPath);
    this.hidden = Set.copyOf(hidden);
    this.extensions = Map.copyOf(extensions);
    this.code = code;
    this.tables.forEach(table -> byName.put(new TableName(table.schema(), table.name()), table));
  }

  /** The schemas, by name. */
  public List<Schema> schemas() {
    return schemas;
  }

  /** The tables and views, by schema and name. */
  public List<Table> tables() {
    return tables;
  }

  /** The schemas in which names without one are looked for, the first first. */
  public List<String> searchPath() {
    return searchPath;
  }

  /** The table of this schema and name. */
  public Optional<Table> table(String schema, String name) {
    return Optional.ofNullable(byName.get(new TableName(schema, name)));
  }

  /** The table that PostgreSQL takes a name without a schema for; empty when it can't be read. */
  public Optional<Table> resolve(String name) {
    for (String schema : searchPath) {
      var candidate = new TableName(schema, name);
      Table table = byName.get(candidate);
      if (table != null) {
        return Optional.of(table);
      }
      if (hidden.contains(candidate)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** True when a name without a schema means something that can't be read or is not to be. */
  boolean isHidden(String name) {
    return resolve(name).isEmpty()
        && searchPath.stream().anyMatch(schema -> hidden.contains(new TableName(schema, name)));
  }

  /** Names of the installed extensions, with the schema that each is in. */
  Map<String, String> extensions() {
    return extensions;
  }

  /** What of the user's own code a statement could run. */
  UserCode code() {
    return code;
  }

  /** A schema. An empty comment means none. */
  public record Schema(String name, String comment) {}

  /** Name of a table and of its schema. */
  record TableName(String schema, String name) {}

  /** Kinds of table. */
  public enum Kind {
    TABLE,
    VIEW,
    MATERIALIZED_VIEW,
    PARTITIONED_TABLE,
    FOREIGN_TABLE
  }

  /**
   * A table or view.
   *
   * @param estimatedRows the database's estimate; -1 when it doesn't know
   * @param sizeBytes bytes on disk, indexes included; 0 for views
   * @param comment empty means none
   * @param columns in their order, without the hidden ones
   * @param primaryKey columns of the primary key; empty means none
   * @param foreignKeys keys of this table that refer to others
   * @param referencedBy keys of other tables that refer to this one
   * @param indexes by name
   * @param checks by name
   * @param hiddenColumns columns that are neither listed nor readable, in their order
   */
  public record Table(
      String schema,
      String name,
      Kind kind,
      long estimatedRows,
      long sizeBytes,
      String comment,
      List<Column> columns,
      List<String> primaryKey,
      List<ForeignKey> foreignKeys,
      List<ForeignKey> referencedBy,
      List<Index> indexes,
      List<Check> checks,
      List<String> hiddenColumns) {
    public Table {
      columns = List.copyOf(columns);
      primaryKey = List.copyOf(primaryKey);
      foreignKeys = List.copyOf(foreignKeys);
      referencedBy = List.copyOf(referencedBy);
      indexes = List.copyOf(indexes);
      checks = List.copyOf(checks);
      hiddenColumns = List.copyOf(hiddenColumns);
    }

    /** A table without hidden columns. */
    public Table(
        String schema,
        String name,
        Kind kind,
        long estimatedRows,
        long sizeBytes,
        String comment,
        List<Column> columns,
        List<String> primaryKey,
        List<ForeignKey> foreignKeys,
        List<ForeignKey> referencedBy,
        List<Index> indexes,
        List<Check> checks) {
      this(
          schema,
          name,
          kind,
          estimatedRows,
          sizeBytes,
          comment,
          columns,
          primaryKey,
          foreignKeys,
          referencedBy,
          indexes,
          checks,
          List.of());
    }

    /** The column of this name. */
    public Optional<Column> column(String columnName) {
      return columns.stream().filter(column -> column.name().equals(columnName)).findFirst();
    }
  }

  /**
   * A column.
   *
   * @param type as the database writes it, such as numeric(10,2)
   * @param category PostgreSQL's category of the type: N numbers, S text, D dates and times, B
   *     boolean, E enums, A arrays, T intervals, U others (pg_type.typcategory)
   * @param defaultValue as the database writes it; empty means none
   * @param comment empty means none
   * @param enumLabels in their order; empty unless an enum
   * @param ordered true when its values have an order, and so can be told apart
   */
  public record Column(
      String name,
      String type,
      char category,
      boolean nullable,
      String defaultValue,
      String comment,
      List<String> enumLabels,
      boolean ordered) {
    public Column {
      enumLabels = List.copyOf(enumLabels);
    }

    /** A column whose values have an order. */
    public Column(
        String name,
        String type,
        char category,
        boolean nullable,
        String defaultValue,
        String comment,
        List<String> enumLabels) {
      this(name, type, category, nullable, defaultValue, comment, enumLabels, true);
    }
  }

  /** A foreign key. */
  public record ForeignKey(
      String name,
      String schema,
      String table,
      List<String> columns,
      String referencedSchema,
      String referencedTable,
      List<String> referencedColumns) {
    public ForeignKey {
      columns = List.copyOf(columns);
      referencedColumns = List.copyOf(referencedColumns);
    }
  }

  /** An index, with its definition as the database writes it. */
  public record Index(String name, String definition, boolean unique) {}

  /** A check constraint, with its definition as the database writes it. */
  public record Check(String name, String definition) {}
}
