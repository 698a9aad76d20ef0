package io.chatdata.server.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Catalogs without a database. */
final class TestingCatalog {
  private TestingCatalog() {}

  /** A table of the schema public. */
  static Catalog.Table table(String name, String... columns) {
    return table("public", name, List.of(columns), List.of());
  }

  static Catalog.Table table(
      String schema, String name, List<String> columns, List<String> hiddenColumns) {
    return new Catalog.Table(
        schema,
        name,
        Catalog.Kind.TABLE,
        -1,
        0,
        "",
        columns.stream().map(TestingCatalog::column).toList(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        hiddenColumns);
  }

  /** Its tables, found without a schema where they are in public. */
  static Catalog of(Catalog.Table... tables) {
    Set<String> schemas = new LinkedHashSet<>(List.of("public"));
    for (Catalog.Table table : tables) {
      schemas.add(table.schema());
    }
    return new Catalog(
        schemas.stream().map(schema -> new Catalog.Schema(schema, "")).toList(),
        List.of(tables),
        List.of("public"),
        Set.of(),
        Map.of(),
        UserCode.NONE);
  }

  private static Catalog.Column column(String name) {
    return new Catalog.Column(name, "text", 'S', true, "", "", List.of());
  }
}
