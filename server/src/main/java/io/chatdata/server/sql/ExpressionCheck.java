package io.chatdata.server.sql;

import io.chatdata.server.sql.Scope.Meaning;
import io.chatdata.server.sql.SyntaxNode.Branch;
import io.chatdata.server.sql.SyntaxNode.Leaf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Visits an expression: finds what its columns mean and checks its subqueries. */
final class ExpressionCheck {
  /** A node, and whether it is within the arguments of an aggregate. */
  private record Visit(SyntaxNode node, boolean aggregated) {}

  private final QueryCheck query;
  private final Scope scope;
  private final CteList ctes;
  private final Facts facts = new Facts();
  private final Deque<Visit> pending = new ArrayDeque<>();

  private ExpressionCheck(QueryCheck query, Scope scope, CteList ctes) {
    this.query = query;
    this.scope = scope;
    this.ctes = ctes;
  }

  /** Checks expressions, or parts of a statement that hold some. */
  static Facts check(
      QueryCheck query, List<? extends SyntaxNode> nodes, Scope scope, CteList ctes) {
    ExpressionCheck check = new ExpressionCheck(query, scope, ctes);
    check.push(nodes, false);
    while (!check.pending.isEmpty()) {
      Visit visit = check.pending.pop();
      if (visit.node() instanceof Branch branch) {
        check.visit(branch, visit.aggregated());
      }
    }
    return check.facts;
  }

  private void visit(Branch branch, boolean aggregated) {
    List<SyntaxNode> children = branch.children();
    query.overloads().visit(branch, scope);
    switch (branch.symbol()) {
      case "columnref" -> column(branch, aggregated);
      case "select_with_parens", "select_no_parens" -> {
        RowOrigin rows = query.subquery(branch, scope, ctes);
        if (!aggregated) {
          facts.subqueries = facts.subqueries.and(rows);
        }
      }
      case "c_expr" -> {
        if (children.size() > 1
            && children.getLast() instanceof Branch last
            && last.symbol().endsWith("indirection")) {
          attributes(children, last);
        }
        push(children, aggregated);
      }
      case "func_expr" -> {
        boolean window = !branch.part("over_clause").isEmpty();
        push(children, aggregated || (!window && isAggregate(branch)));
      }
      default -> push(children, aggregated);
    }
  }

  private boolean isAggregate(Branch call) {
    if (call.child(0).symbol().equals("json_aggregate_func")) {
      facts.collection = true;
      return true;
    }
    Branch application = call.part("func_application");
    if (application.isEmpty()) {
      return false;
    }
    String function = application.child(0).name().last();
    boolean summary = query.names().isSummary(function);
    boolean collection = query.names().isCollection(function);
    facts.summary |= summary;
    facts.collection |= collection;
    return summary || collection;
  }

  private void column(Branch columnref, boolean aggregated) {
    query.foundColumn();
    Meaning meaning = scope.find(dotted(columnref));
    // an aggregate of an outer query's columns belongs to the outer query
    facts.outerColumn |= meaning.fromOutside();
    if (!aggregated) {
      facts.column = true;
      facts.sources.addAll(meaning.sources());
    }
    if (columnref.children().size() > 1) {
      // subscripts may hold any expression
      push(List.of(columnref.child(1)), aggregated);
    }
  }

  /**
   * The dotted beginning of a columnref.
   *
   * @throws RefusedSqlException when a name follows a subscript: PostgreSQL could take it for a
   *     function
   */
  static Name dotted(Branch columnref) {
    List<String> parts = new ArrayList<>();
    parts.add(columnref.child(0).name().last());
    boolean subscripted = false;
    for (Branch element : indirection(columnref)) {
      if (!element.child(0).is("'.'")) {
        subscripted = true;
      } else if (subscripted) {
        throw attribute(element);
      } else if (element.child(1) instanceof Leaf) {
        parts.add("*");
      } else {
        parts.add(element.child(1).name().last());
      }
    }
    boolean quoted = parts.size() == 1 && columnref.child(0).name().quoted();
    return new Name(parts, columnref.offset(), quoted);
  }

  private static List<Branch> indirection(Branch columnref) {
    return columnref.children().size() == 1 ? List.of() : ((Branch) columnref.child(1)).elements();
  }

  /** What stands behind an expression after dots must be known to be a column, or be a star. */
  private void attributes(List<SyntaxNode> expression, Branch indirection) {
    if (indirection.isEmpty()) {
      return;
    }
    boolean first = true;
    for (Branch element : indirection.elements()) {
      boolean dot = element.child(0).is("'.'");
      boolean star = dot && element.child(1) instanceof Leaf;
      if (dot && !star && !(first && isColumn(expression, element.child(1).name().last()))) {
        throw attribute(element);
      }
      first = false;
    }
  }

  private boolean isColumn(List<SyntaxNode> expression, String attribute) {
    if (expression.size() != 4) {
      return false;
    }
    SyntaxNode inner = expression.get(1);
    Optional<Branch> column = QueryCheck.columnref(inner);
    if (column.isPresent()) {
      Relation row = scope.find(dotted(column.get())).row();
      return row != null && row.columns().has(attribute);
    }
    return QueryCheck.call(inner)
        .map(call -> query.names().columns(call.child(0).name().last()))
        .filter(columns -> columns.contains(attribute))
        .isPresent();
  }

  private static RefusedSqlException attribute(Branch element) {
    String name = element.child(1).name().last();
    return new RefusedSqlException(
        GuardRule.ATTRIBUTE_NOTATION,
        element.child(1).offset(),
        "What '.%s' means after an expression can't be told; write to_jsonb(…) ->> '%s', or put the expression into FROM under an alias with named columns"
            .formatted(name, name));
  }

  private void push(List<? extends SyntaxNode> nodes, boolean aggregated) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      pending.push(new Visit(nodes.get(i), aggregated));
    }
  }
}
