package io.chatdata.server.sql;

import java.util.List;
import java.util.Optional;

/**
 * What a connection's role can read of its database, narrowed by the configuration: a snapshot.
 *
 * @param schemas by name
 * @param tables by schema and name
 */
public record Catalog(List<Schema> schemas, List<Table> tables) {
  public Catalog {
    schemas = List.copyOf(schemas);
    tables = List.copyOf(tables);
  }

  /** A schema. An empty comment means none. */
  public record Schema(String name, String comment) {}

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
   * @param columns in their order
   * @param primaryKey columns of the primary key; empty means none
   * @param foreignKeys keys of this table that refer to others
   * @param referencedBy keys of other tables that refer to this one
   * @param indexes by name
   * @param checks by name
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
      List<Check> checks) {
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
   */
  public record Column(
      String name,
      String type,
      char category,
      boolean nullable,
      String defaultValue,
      String comment,
      List<String> enumLabels) {}

  /** A foreign key. */
  public record ForeignKey(
      String name,
      String schema,
      String table,
      List<String> columns,
      String referencedSchema,
      String referencedTable,
      List<String> referencedColumns) {}

  /** An index, with its definition as the database writes it. */
  public record Index(String name, String definition, boolean unique) {}

  /** A check constraint, with its definition as the database writes it. */
  public record Check(String name, String definition) {}

  public Optional<Table> table(String schema, String name) {
    return tables.stream()
        .filter(table -> table.schema().equals(schema) && table.name().equals(name))
        .findFirst();
  }
}
