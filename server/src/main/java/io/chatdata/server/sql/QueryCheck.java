package io.chatdata.server.sql;

import io.chatdata.server.sql.CteList.Cte;
import io.chatdata.server.sql.SyntaxNode.Branch;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Wall 3, what needs context: finds which table each name of a table and which column each name of
 * a column means, and refuses what may not be read.
 *
 * <p>It recurses only where brackets nest, which wall 1 limits.
 */
final class QueryCheck {
  private final KnownNames names;
  private final OverloadCheck overloads;
  private final Set<Catalog.Table> tables = new LinkedHashSet<>();
  private final IdentityHashMap<SyntaxNode, QueryColumns> subqueries = new IdentityHashMap<>();
  private int foundColumns;
  private int foundTables;

  private QueryCheck(KnownNames names) {
    this.names = names;
    overloads = new OverloadCheck(names.catalog().code());
  }

  /**
   * What a statement reads.
   *
   * @param tables each as schema.name
   * @param rows what its rows stand for
   * @param columns how many each has; -1 when that can't be told
   */
  record Reading(List<String> tables, RowOrigin rows, int columns) {
    Reading {
      tables = List.copyOf(tables);
    }
  }

  /**
   * Checks a statement.
   *
   * @param named what it names: nothing of it may be passed over
   */
  static Reading check(SyntaxNode tree, KnownNames names, NameCheck.Named named) {
    QueryCheck check = new QueryCheck(names);
    Result result = check.query((Branch) ((Branch) tree).child(0), null, CteList.EMPTY, null);
    if (check.foundColumns != named.columns() || check.foundTables != named.tables()) {
      throw new RefusedSqlException(
          GuardRule.NOT_JUDGED,
          0,
          "The statement has a part that can't be judged; write it simpler");
    }
    HiddenCalls.check(names.catalog().code(), check.tables, named);
    check.overloads.finish(check.tables);
    return new Reading(
        check.tables.stream().map(table -> table.schema() + "." + table.name()).toList(),
        result.rows(),
        result.columns().open() ? -1 : result.columns().list().size());
  }

  /** What a query gives. */
  record Result(QueryColumns columns, RowOrigin rows) {}

  KnownNames names() {
    return names;
  }

  OverloadCheck overloads() {
    return overloads;
  }

  void foundColumn() {
    foundColumns++;
  }

  /** A table of the catalog. */
  Catalog.Table table(Name name) {
    foundTables++;
    Catalog.Table table = names.table(name).orElseThrow(() -> TableAdvice.refusal(name, names));
    List<String> changing = names.catalog().code().changing(table);
    if (!changing.isEmpty()) {
      throw TableAdvice.changing(name, changing);
    }
    tables.add(table);
    return table;
  }

  void foundCte() {
    foundTables++;
  }

  /** A query within an expression; its columns are kept for those who name the expression. */
  RowOrigin subquery(Branch node, Scope outer, CteList ctes) {
    Result result = query(node, outer, ctes, null);
    subqueries.put(node, result.columns());
    return result.rows();
  }

  Optional<QueryColumns> columnsOf(SyntaxNode subquery) {
    return Optional.ofNullable(subqueries.get(subquery));
  }

  /**
   * Checks a query.
   *
   * @param node SelectStmt, select_with_parens, select_no_parens or select_clause
   * @param recursive the WITH query that this is the whole of, if any
   */
  Result query(Branch node, @Nullable Scope outer, CteList ctes, @Nullable Cte recursive) {
    List<Branch> options = new ArrayList<>();
    CteList visible = ctes;
    Branch core = node;
    while (!core.symbol().equals("simple_select")) {
      Branch next = null;
      for (SyntaxNode child : core.children()) {
        if (!(child instanceof Branch part)) {
          continue;
        }
        switch (part.symbol()) {
          case "with_clause" -> visible = with(part, outer, visible);
          case "select_with_parens", "select_no_parens", "select_clause", "simple_select" ->
              next = part;
          default -> options.add(part);
        }
      }
      if (next == null) {
        throw new IllegalStateException(core.symbol());
      }
      core = next;
    }
    return simpleSelect(core, options, outer, visible, recursive);
  }

  private Result simpleSelect(
      Branch select,
      List<Branch> options,
      @Nullable Scope outer,
      CteList ctes,
      @Nullable Cte recursive) {
    SyntaxNode first = select.child(0);
    if (first.is("SELECT")) {
      return plainSelect(select, options, outer, ctes);
    } else if (first.is("TABLE")) {
      var from = new FromCheck(this, outer, ctes);
      FromCheck.Item item = from.table((Branch) select.child(1), Branch.NOTHING);
      item.relations().stream()
          .filter(Relation::hides)
          .findFirst()
          .ifPresent(
              relation -> {
                throw Scope.wholeRow(relation, select.offset());
              });
      ExpressionCheck.check(this, options, new Scope(names, outer, item.relations()), ctes);
      return new Result(item.columns(), rows(item.relations()));
    } else if (first.symbol().equals("values_clause")) {
      return values((Branch) first, options, outer, ctes);
    }
    return setOperation(select, options, outer, ctes, recursive);
  }

  private Result values(Branch values, List<Branch> options, @Nullable Scope outer, CteList ctes) {
    // VALUES (…), (…) nests to the left, its lists of expressions stand in brackets
    Facts facts =
        ExpressionCheck.check(this, List.of(values), new Scope(names, outer, List.of()), ctes);
    Branch firstRow = values;
    while (firstRow.child(0) instanceof Branch rest) {
      firstRow = rest;
    }
    int width = firstRow.part("expr_list").elements().size();
    QueryColumns columns =
        QueryColumns.of(IntStream.rangeClosed(1, width).mapToObj(i -> "column" + i).toList());
    ExpressionCheck.check(
        this,
        options,
        new Scope(names, outer, List.of(new Relation("", columns, RowOrigin.CONSTANT))),
        ctes);
    return new Result(columns, facts.column ? RowOrigin.RAW : facts.subqueries);
  }

  /** A chain of set operations nests to the left, so it is walked from its end. */
  private Result setOperation(
      Branch select,
      List<Branch> options,
      @Nullable Scope outer,
      CteList ctes,
      @Nullable Cte recursive) {
    List<Branch> parts = new ArrayList<>();
    Branch rest = select;
    while (true) {
      parts.addFirst((Branch) rest.child(3));
      Branch left = (Branch) rest.child(0);
      boolean chain =
          left.child(0) instanceof Branch inner
              && inner.symbol().equals("simple_select")
              && inner.child(0).symbol().equals("select_clause");
      if (!chain) {
        parts.addFirst(left);
        break;
      }
      rest = (Branch) left.child(0);
    }
    Result first = query(parts.getFirst(), outer, ctes, null);
    if (recursive != null && recursive.columns == null) {
      recursive.columns = named(recursive, first.columns());
    }
    RowOrigin rows = first.rows();
    QueryColumns columns = first.columns();
    for (Branch part : parts.subList(1, parts.size())) {
      Result next = query(part, outer, ctes, null);
      rows = rows.and(next.rows());
      columns = columns.united(next.columns());
    }
    Relation whole = new Relation("", columns, rows);
    ExpressionCheck.check(this, options, new Scope(names, outer, List.of(whole)), ctes);
    return new Result(columns, rows);
  }

  private Result plainSelect(
      Branch select, List<Branch> options, @Nullable Scope outer, CteList ctes) {
    Scope scope = new Scope(names, outer, List.of());
    QueryColumns all = QueryColumns.NONE;
    Branch from = select.part("from_clause");
    if (!from.isEmpty()) {
      var check = new FromCheck(this, outer, ctes);
      for (Branch item : from.part("from_list").elements()) {
        FromCheck.Item found = check.item(item, scope.relations());
        scope.add(found.relations());
        all = all.plus(found.columns());
      }
    }
    Targets targets = new Targets(this, scope, ctes, all);
    Branch list =
        select.child(1).symbol().equals("distinct_clause")
            ? select.part("target_list")
            : select.part("opt_target_list").part("target_list");
    list.elements().forEach(targets::add);
    ExpressionCheck.check(
        this,
        List.of(
            select.part("where_clause"),
            select.part("having_clause"),
            select.part("window_clause")),
        scope,
        ctes);
    // the names of output columns can be used from here on
    scope.setOutputs(targets.names());
    Branch group = select.part("group_clause");
    Facts keys = ExpressionCheck.check(this, List.of(group), scope, ctes);
    ExpressionCheck.check(this, List.of(select.part("distinct_clause")), scope, ctes);
    ExpressionCheck.check(this, options, scope, ctes);
    boolean grouped = !group.isEmpty() || !select.part("having_clause").isEmpty();
    return new Result(targets.columns(), targets.rows(grouped, keys, rows(scope.relations())));
  }

  static RowOrigin rows(List<Relation> relations) {
    RowOrigin rows = RowOrigin.CONSTANT;
    for (Relation relation : relations) {
      rows = rows.and(relation.rows());
    }
    return rows;
  }

  /** Checks the queries of a WITH; the list has them before what was visible. */
  private CteList with(Branch with, @Nullable Scope outer, CteList ctes) {
    List<Cte> added = with.part("cte_list").elements().stream().map(Cte::new).toList();
    CteList visible = ctes;
    if (with.child(1).is("RECURSIVE")) {
      for (Cte cte : added) {
        visible = visible.plus(cte);
      }
      for (Cte cte : added) {
        cte.visible = visible;
      }
    } else {
      for (Cte cte : added) {
        cte.visible = visible;
        visible = visible.plus(cte);
      }
    }
    for (Cte cte : added) {
      cte.outer = outer;
    }
    added.forEach(this::look);
    return visible;
  }

  /** Checks a query of a WITH unless that was done or is being done. */
  void look(Cte cte) {
    if (cte.begun) {
      return;
    }
    cte.begun = true;
    Branch statement = cte.node.part("PreparableStmt");
    Result result = query((Branch) statement.child(0), cte.outer, cte.visible, cte);
    QueryColumns columns = named(cte, result.columns());
    List<String> added = new ArrayList<>();
    for (String clause : List.of("opt_search_clause", "opt_cycle_clause")) {
      Branch extra = cte.node.part(clause);
      // SET and USING name the columns that SEARCH and CYCLE add
      for (int i = 0; i + 1 < extra.children().size(); i++) {
        if (extra.child(i).is("SET") || extra.child(i).is("USING")) {
          added.add(extra.child(i + 1).name().last());
        }
      }
    }
    cte.columns = columns.plus(QueryColumns.of(added));
    cte.rows = result.rows();
  }

  private static QueryColumns named(Cte cte, QueryColumns columns) {
    Branch names = cte.node.part("opt_name_list");
    return names.isEmpty() ? columns : columns.renamed(names(names.part("name_list")));
  }

  /** The names of a name_list. */
  static List<String> names(Branch list) {
    return list.elements().stream().map(element -> element.name().last()).toList();
  }

  /** The name of a column, if that is all that a node is, but for brackets. */
  static Optional<Branch> columnref(SyntaxNode node) {
    return only(node, "columnref");
  }

  /** The call of a function, if that is all that a node is, but for brackets. */
  static Optional<Branch> call(SyntaxNode node) {
    return only(node, "func_application");
  }

  private static Optional<Branch> only(SyntaxNode node, String symbol) {
    SyntaxNode rest = node;
    while (rest instanceof Branch branch && !branch.symbol().equals(symbol)) {
      List<SyntaxNode> parts = branch.parts();
      boolean brackets =
          parts.size() == 3 && branch.symbol().equals("c_expr") && parts.getFirst().is("'('");
      if (parts.size() != 1 && !brackets) {
        return Optional.empty();
      }
      rest = parts.get(brackets ? 1 : 0);
    }
    return rest instanceof Branch found ? Optional.of(found) : Optional.empty();
  }
}
