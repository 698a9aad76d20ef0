package io.chatdata.server.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The columns of a query, or of what stands in FROM.
 *
 * @param list in their order
 * @param open true when there may be others, whose names aren't known
 */
record QueryColumns(List<QueryColumn> list, boolean open) {
  static final QueryColumns NONE = new QueryColumns(List.of(), false);

  QueryColumns {
    list = List.copyOf(list);
  }

  /**
   * A column.
   *
   * @param name empty when it has none to refer to it by
   * @param sources columns of tables that its values are made of, unless by an aggregate
   */
  record QueryColumn(String name, Set<Source> sources) {
    QueryColumn {
      sources = Set.copyOf(sources);
    }

    QueryColumn(String name) {
      this(name, Set.of());
    }
  }

  /** A table's column. */
  record Source(Catalog.TableName table, String column) {}

  static QueryColumns of(List<String> names) {
    return new QueryColumns(names.stream().map(QueryColumn::new).toList(), false);
  }

  static QueryColumns of(Catalog.Table table) {
    var tableName = new Catalog.TableName(table.schema(), table.name());
    return new QueryColumns(
        table.columns().stream()
            .map(c -> new QueryColumn(c.name(), Set.of(new Source(tableName, c.name()))))
            .toList(),
        false);
  }

  boolean has(String name) {
    return list.stream().anyMatch(column -> column.name().equals(name));
  }

  /** What the columns of this name are made of. */
  Set<Source> sources(String name) {
    Set<Source> sources = new LinkedHashSet<>();
    list.stream()
        .filter(column -> column.name().equals(name))
        .forEach(column -> sources.addAll(column.sources()));
    return sources;
  }

  /** The first ones get other names. */
  QueryColumns renamed(List<String> names) {
    List<QueryColumn> renamed = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      renamed.add(
          new QueryColumn(names.get(i), i < list.size() ? list.get(i).sources() : Set.of()));
    }
    if (names.size() < list.size()) {
      renamed.addAll(list.subList(names.size(), list.size()));
    }
    return new QueryColumns(renamed, open);
  }

  QueryColumns plus(QueryColumns more) {
    return new QueryColumns(
        Stream.concat(list.stream(), more.list.stream()).toList(), open || more.open);
  }

  QueryColumns without(Set<String> names) {
    return new QueryColumns(
        list.stream().filter(column -> !names.contains(column.name())).toList(), open);
  }
}
