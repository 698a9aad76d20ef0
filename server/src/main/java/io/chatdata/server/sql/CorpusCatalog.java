package io.chatdata.server.sql;

import io.chatdata.server.sql.SyntaxNode.Branch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Catalogs for statements whose tables are nowhere. */
final class CorpusCatalog {
  /** One without tables. */
  static final Catalog EMPTY = of(List.of());

  private CorpusCatalog() {}

  /** A catalog in which all tables and columns that a statement names exist. */
  static Catalog named(SyntaxNode statement) {
    Map<Catalog.TableName, Catalog.Table> tables = new LinkedHashMap<>();
    List<Name> tableNames = new ArrayList<>();
    Set<String> columns = new LinkedHashSet<>();
    Deque<SyntaxNode> rest = new ArrayDeque<>(List.of(statement));
    while (!rest.isEmpty()) {
      if (rest.pop() instanceof Branch branch) {
        switch (branch.symbol()) {
          case "qualified_name" -> tableNames.add(branch.name());
          case "columnref" ->
              branch.leaves(
                  leaf -> {
                    if (leaf.token().isWordLike() && leaf.token().kind() != TokenKind.STRING) {
                      columns.add(leaf.token().unquoted());
                    }
                  });
          case "attr_name", "name" -> columns.add(branch.name().last());
          default -> {}
        }
        branch.children().forEach(rest::push);
      }
    }
    for (Name name : tableNames) {
      String schema = name.qualifier().isEmpty() ? "public" : name.qualifier();
      tables.put(
          new Catalog.TableName(schema, name.last()),
          table(schema, name.last(), List.copyOf(columns)));
    }
    return of(List.copyOf(tables.values()));
  }

  private static Catalog of(List<Catalog.Table> tables) {
    Set<String> schemas = new LinkedHashSet<>(List.of("public"));
    for (Catalog.Table table : tables) {
      schemas.add(table.schema());
    }
    return new Catalog(
        schemas.stream().map(schema -> new Catalog.Schema(schema, "")).toList(),
        tables,
        List.of("public"),
        Set.of(),
        Map.of(),
        UserCode.NONE);
  }

  private static Catalog.Table table(String schema, String name, List<String> columns) {
    return new Catalog.Table(
        schema,
        name,
        Catalog.Kind.TABLE,
        -1,
        0,
        "",
        columns.stream()
            .map(column -> new Catalog.Column(column, "text", 'S', true, "", "", List.of()))
            .toList(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
