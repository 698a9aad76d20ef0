package io.chatdata.server.sql;

import io.chatdata.server.sql.QueryColumns.QueryColumn;
import io.chatdata.server.sql.QueryColumns.Source;
import io.chatdata.server.sql.SyntaxNode.Branch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The list behind SELECT: the columns that it gives, and whose data they show. */
final class Targets {
  private final QueryCheck query;
  private final Scope scope;
  private final CteList ctes;
  private final QueryColumns all;
  private final Facts facts = new Facts();
  private final List<QueryColumn> columns = new ArrayList<>();
  private boolean open;

  /**
   * A list.
   *
   * @param all what a star stands for
   */
  Targets(QueryCheck query, Scope scope, CteList ctes, QueryColumns all) {
    this.query = query;
    this.scope = scope;
    this.ctes = ctes;
    this.all = all;
  }

  void add(Branch target) {
    if (!(target.child(0) instanceof Branch expression)) {
      star(target);
      return;
    }
    Facts made = ExpressionCheck.check(query, List.of(expression), scope, ctes);
    facts.add(made);
    Name whole =
        QueryCheck.columnref(expression)
            .map(ExpressionCheck::dotted)
            .filter(name -> name.last().equals("*"))
            .orElse(null);
    if (target.children().size() > 1) {
      columns.add(
          new QueryColumn(
              target.children().getLast().name().last(), made.sources, type(expression)));
    } else if (whole != null) {
      Relation row = scope.find(whole).row();
      if (row != null) {
        columns.addAll(row.columns().list());
        open |= row.columns().open();
      }
    } else if (OutputName.isExpanded(expression)) {
      open = true;
    } else {
      columns.add(
          new QueryColumn(OutputName.of(expression, query), made.sources, type(expression)));
    }
  }

  private String type(Branch expression) {
    if (!query.overloads().isNeeded()) {
      return "";
    }
    String type = query.overloads().type(expression, scope);
    return type.equals(Overloads.LITERAL) ? "text" : type;
  }

  private void star(Branch target) {
    for (Relation relation : scope.relations()) {
      if (relation.hides()) {
        throw Scope.wholeRow(relation, target.offset());
      }
    }
    facts.column = true;
    columns.addAll(all.list());
    open |= all.open();
    all.list().forEach(column -> facts.sources.addAll(column.sources()));
  }

  QueryColumns columns() {
    return new QueryColumns(columns, open);
  }

  Set<String> names() {
    return columns.stream().map(QueryColumn::name).collect(Collectors.toSet());
  }

  /**
   * What the rows stand for.
   *
   * @param grouped true when it has GROUP BY or HAVING
   * @param keys what is grouped by
   * @param from what the rows of FROM stand for
   */
  RowOrigin rows(boolean grouped, Facts keys, RowOrigin from) {
    if (facts.outerColumn) {
      return RowOrigin.RAW;
    }
    if (!grouped && !facts.summary && !facts.collection) {
      return from.and(facts.subqueries);
    }
    Set<Source> sources = new LinkedHashSet<>(keys.sources);
    sources.addAll(facts.sources);
    boolean single = facts.collection || facts.subqueries == RowOrigin.RAW || isKey(sources);
    return single ? RowOrigin.RAW : RowOrigin.SUMMARY;
  }

  /** True when the columns of a table among them tell its rows apart. */
  private boolean isKey(Set<Source> sources) {
    Map<Catalog.TableName, Set<String>> byTable =
        sources.stream()
            .collect(
                Collectors.groupingBy(
                    Source::table, Collectors.mapping(Source::column, Collectors.toSet())));
    return byTable.entrySet().stream()
        .anyMatch(
            entry ->
                query
                    .names()
                    .catalog()
                    .table(entry.getKey().schema(), entry.getKey().name())
                    .filter(
                        table ->
                            TableKeys.of(table).stream().anyMatch(entry.getValue()::containsAll))
                    .isPresent());
  }
}
