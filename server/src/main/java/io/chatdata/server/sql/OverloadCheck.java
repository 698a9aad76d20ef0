package io.chatdata.server.sql;

import io.chatdata.server.sql.Overloads.Call;
import io.chatdata.server.sql.SyntaxNode.Branch;
import io.chatdata.server.sql.SyntaxNode.Leaf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Wall 4: finds the calls of functions and operators that {@link Overloads} speaks of, those that
 * the grammar hides in words such as LIKE included, and has them judged when all tables of the
 * statement are known.
 */
final class OverloadCheck {
  private final UserCode code;
  private final List<Call> calls = new ArrayList<>();

  OverloadCheck(UserCode code) {
    this.code = code;
  }

  /** Whether there is anything to look for. */
  boolean isNeeded() {
    return !code.overloads().isEmpty();
  }

  /** Looks at one node of an expression. */
  void visit(Branch branch, Scope scope) {
    if (!isNeeded()) {
      return;
    }
    List<SyntaxNode> children = branch.children();
    switch (branch.symbol()) {
      case "func_application" -> function(branch, scope);
      case "func_expr" -> {
        if (!branch.part("within_group_clause").isEmpty()) {
          add(branch.part("func_application").child(0).name(), List.of(), false);
        }
      }
      case "func_expr_common_subexpr" -> {
        SyntaxNode first = children.getFirst();
        Branch arguments = branch.part("func_arg_list_opt");
        if (!arguments.isEmpty()) {
          add(first.name(), types(arguments.part("func_arg_list"), scope), true);
        } else if (first.is("NULLIF")) {
          operator(
              "=", branch, List.of(type(children.get(2), scope), type(children.get(4), scope)));
        }
      }
      case "a_expr", "b_expr" -> expression(branch, scope);
      case "case_expr" -> {
        if (!branch.part("case_arg").isEmpty()) {
          operator("=", branch, List.of("", ""));
        }
      }
      case "sortby" -> {
        if (children.get(1).is("USING")) {
          operator(children.get(2), List.of("", ""));
        }
      }
      default -> {}
    }
  }

  /** JOIN … USING and NATURAL JOIN compare columns. */
  void equal(Branch join, String left, String right) {
    operator("=", join, List.of(left, right));
  }

  /** Judges what was found. */
  void finish(Set<Catalog.Table> tables) {
    if (!isNeeded()) {
      return;
    }
    Set<String> types = new HashSet<>();
    for (Catalog.Table table : tables) {
      table.columns().forEach(column -> types.add(ExpressionType.of(column.type())));
    }
    calls.forEach(call -> code.overloads().check(call, types));
  }

  private void function(Branch call, Scope scope) {
    Name name = call.child(0).name();
    if (!code.overloads().has(name.last())) {
      return;
    }
    Branch list = call.part("func_arg_list");
    boolean plain =
        call.children().stream().noneMatch(child -> child.is("VARIADIC"))
            && list.elements().stream().noneMatch(argument -> argument.children().size() > 1);
    add(name, types(list, scope), plain);
  }

  private void expression(Branch branch, Scope scope) {
    List<SyntaxNode> children = branch.children();
    int size = children.size();
    if (size == 2 && isOperator(children.get(0))) {
      operator(children.get(0), List.of(type(children.get(1), scope)));
    } else if (size == 3 && isOperator(children.get(1))) {
      operator(
          children.get(1), List.of(type(children.get(0), scope), type(children.get(2), scope)));
    } else if (size > 2) {
      words(branch, scope);
    }
  }

  private void words(Branch branch, Scope scope) {
    List<SyntaxNode> children = branch.children();
    boolean not = children.get(1).is("NOT_LA");
    SyntaxNode word = children.get(not ? 2 : 1);
    List<String> types =
        List.of(type(children.getFirst(), scope), type(children.get(not ? 3 : 2), scope));
    List<String> unknown = List.of("", "");
    switch (word.symbol()) {
      case "LIKE" -> operator(not ? "!~~" : "~~", branch, types);
      case "ILIKE" -> operator(not ? "!~~*" : "~~*", branch, types);
      case "SIMILAR" -> operator(not ? "!~" : "~", branch, unknown);
      case "IN_P" -> operator(not ? "<>" : "=", branch, unknown);
      case "IS" -> {
        if (children.stream().anyMatch(child -> child.is("DISTINCT"))) {
          operator("=", branch, unknown);
        }
      }
      case "BETWEEN" -> {
        for (String operator : List.of("<=", ">=", "<", ">")) {
          operator(operator, branch, unknown);
        }
      }
      case "subquery_Op" -> {
        SyntaxNode operator = ((Branch) word).children().getLast();
        switch (operator.symbol()) {
          case "LIKE" -> operator("~~", branch, unknown);
          case "ILIKE" -> operator("~~*", branch, unknown);
          default -> operator(word, unknown);
        }
        if (((Branch) word).child(0).is("NOT_LA")) {
          operator("!~~", branch, unknown);
          operator("!~~*", branch, unknown);
        }
      }
      default -> {}
    }
  }

  private static boolean isOperator(SyntaxNode node) {
    return switch (node) {
      case Leaf leaf -> leaf.token().kind() == TokenKind.OPERATOR;
      case Branch branch -> branch.symbol().equals("qual_Op");
    };
  }

  /** An operator as it is written, perhaps as OPERATOR(schema.name). */
  private void operator(SyntaxNode written, List<String> types) {
    Branch named = written instanceof Branch branch ? branch.part("any_operator") : Branch.NOTHING;
    add((named.isEmpty() ? written : named).name(), types, true);
  }

  private void operator(String name, Branch where, List<String> types) {
    add(new Name(List.of(name), where.offset(), false), types, true);
  }

  private void add(Name name, List<String> types, boolean plain) {
    if (code.overloads().has(name.last())) {
      calls.add(new Call(name, types, plain));
    }
  }

  private List<String> types(Branch list, Scope scope) {
    return list.elements().stream().map(argument -> type(argument, scope)).toList();
  }

  /** The type of an expression, as far as it can be told. */
  String type(SyntaxNode expression, Scope scope) {
    return new ExpressionType(code.overloads(), name -> scope.find(name).type()).of(expression);
  }
}
