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
   * @param type as far as it is known; see {@link Overloads}
   */
  record QueryColumn(String name, Set<Source> sources, String type) {
    QueryColumn {
      sources = Set.copyOf(sources);
    }

    QueryColumn(String name) {
      this(name, Set.of(), "");
    }
  }

  /** A table's column. */
  record Source(Catalog.TableName table, String column) {}

  static QueryColumns of(List<String> names) {
    return new QueryColumns(names.stream().map(QueryColumn::new).toList(), false);
  }

  /**
   * A table's.
   *
   * @param typed true when the types of columns matter
   */
  static QueryColumns of(Catalog.Table table, boolean typed) {
    var tableName = new Catalog.TableName(table.schema(), table.name());
    return new QueryColumns(
        table.columns().stream()
            .map(
                c ->
                    new QueryColumn(
                        c.name(),
                        Set.of(new Source(tableName, c.name())),
                        typed ? ExpressionType.of(c.type()) : ""))
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

  /** The type of the column of this name; empty when it isn't known. */
  String type(String name) {
    List<String> types =
        list.stream().filter(c -> c.name().equals(name)).map(QueryColumn::type).toList();
    return types.size() == 1 ? types.getFirst() : "";
  }

  /** What a set operation makes of these and others: their types stay where they are the same. */
  QueryColumns united(QueryColumns others) {
    List<QueryColumn> united = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      QueryColumn column = list.get(i);
      boolean same =
          !open && i < others.list.size() && others.list.get(i).type().equals(column.type());
      united.add(new QueryColumn(column.name(), column.sources(), same ? column.type() : ""));
    }
    return new QueryColumns(united, open);
  }

  /** The first ones get other names. */
  QueryColumns renamed(List<String> names) {
    List<QueryColumn> renamed = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      renamed.add(
          i < list.size()
              ? new QueryColumn(names.get(i), list.get(i).sources(), list.get(i).type())
              : new QueryColumn(names.get(i)));
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
