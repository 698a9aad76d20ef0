package io.chatdata.server.sql;

import io.chatdata.server.sql.SyntaxNode.Branch;
import io.chatdata.server.sql.SyntaxNode.Leaf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Wall 3, what needs no context: visits every node of a syntax tree and refuses symbols that {@link
 * AllowedSyntax} doesn't list, and functions, operators, types and collations that {@link
 * KnownNames} doesn't know. A stack of its own instead of recursion, since a tree may be as deep as
 * its text is long.
 */
final class NameCheck {
  /** Calls written with words of the grammar that may not be used. */
  private static final Set<String> REFUSED_CALLS =
      Set.of("XMLPARSE", "SYSTEM_USER", "MERGE_ACTION");

  /** Calls that give a table's name, if there is one. */
  static final Set<String> REGCLASS_CALLS = Set.of("to_regclass", "regclass");

  private static final Set<String> SAMPLING_METHODS = Set.of("system", "bernoulli");

  private final KnownNames names;
  private final Deque<SyntaxNode> pending = new ArrayDeque<>();
  private final Set<String> types = new HashSet<>();
  private final Set<String> calls = new HashSet<>();
  private int columns;
  private int tables;

  private NameCheck(KnownNames names) {
    this.names = names;
  }

  /**
   * What a statement names.
   *
   * @param columns how many names of columns there are, for {@link QueryCheck} to find
   * @param tables how many names of tables
   * @param types without their schemas, of arrays those of their elements
   * @param calls functions without their schemas
   */
  record Named(int columns, int tables, Set<String> types, Set<String> calls) {
    Named {
      types = Set.copyOf(types);
      calls = Set.copyOf(calls);
    }
  }

  static Named check(SyntaxNode tree, KnownNames names) {
    NameCheck check = new NameCheck(names);
    check.pending.push(tree);
    while (!check.pending.isEmpty()) {
      switch (check.pending.pop()) {
        case Leaf leaf -> {
          if (leaf.token().kind() == TokenKind.OPERATOR) {
            check.operator(leaf);
          }
        }
        case Branch branch -> {
          if (!AllowedSyntax.contains(branch.symbol())) {
            throw AllowedSyntax.refusal(branch);
          }
          check.visit(branch);
        }
      }
    }
    return new Named(check.columns, check.tables, check.types, check.calls);
  }

  private void visit(Branch branch) {
    List<SyntaxNode> children = branch.children();
    switch (branch.symbol()) {
      case "columnref" -> columns++;
      case "qualified_name" -> tables++;
      case "Typename" -> types.add(OutputName.typeName(branch));
      case "func_application" -> function(branch);
      case "func_expr_common_subexpr" -> {
        if (REFUSED_CALLS.contains(children.getFirst().symbol())) {
          throw FunctionAdvice.refusal(children.getFirst().name());
        }
        if (children.getFirst().is("CAST") && isKnownTable(children.get(2), children.get(4))) {
          children = children.subList(0, 4);
        }
      }
      case "tablesample_clause" -> {
        Name method = children.get(1).name();
        if (method.parts().size() > 1 || !SAMPLING_METHODS.contains(method.last())) {
          throw new RefusedSqlException(
              GuardRule.FUNCTION_NOT_ALLOWED,
              method.offset(),
              "There is no sampling method %s; use SYSTEM or BERNOULLI".formatted(method));
        }
      }
      case "a_expr", "b_expr" -> {
        if (children.size() == 3
            && children.get(1).is("TYPECAST")
            && isKnownTable(children.get(0), children.get(2))) {
          children = children.subList(0, 2);
        }
      }
      case "AexprConst" -> {
        if (children.getFirst().symbol().equals("func_name")) {
          Name type = children.getFirst().name();
          types.add(type.last());
          if (!isRegclass(type) || !isKnownTable(children.getLast())) {
            type(type);
          }
        }
      }
      case "GenericType" -> type(new Branch("", children.subList(0, children.size() - 1)).name());
      case "any_operator" -> {
        if (children.size() == 3 && !children.getFirst().name().last().equals("pg_catalog")) {
          Name name = branch.name();
          throw new RefusedSqlException(
              GuardRule.OPERATOR_NOT_ALLOWED,
              name.offset(),
              "The operator %s is not PostgreSQL's own; write one of pg_catalog".formatted(name));
        }
      }
      case "any_name" -> collation(branch.name());
      case "limit_clause" -> {
        if (children.size() == 4 && children.get(2).is("','")) {
          throw new RefusedSqlException(
              GuardRule.SYNTAX,
              branch.offset(),
              "LIMIT a, b is MySQL's; write LIMIT b OFFSET a (the count first)");
        }
      }
      default -> {}
    }
    children.reversed().forEach(pending::push);
  }

  private void function(Branch call) {
    Name name = call.child(0).name();
    calls.add(name.last());
    if (names.hasFunction(name)) {
      return;
    }
    boolean known =
        REGCLASS_CALLS.contains(name.toString()) && isKnownTable(call.part("func_arg_list"));
    if (!known) {
      throw FunctionAdvice.refusal(name);
    }
  }

  private void operator(Leaf leaf) {
    String operator = leaf.token().text();
    if (!leaf.symbol().equals("EQUALS_GREATER") && !names.hasOperator(operator)) {
      throw new RefusedSqlException(
          GuardRule.OPERATOR_NOT_ALLOWED,
          leaf.token().start(),
          "PostgreSQL has no operator %s of its own%s"
              .formatted(
                  operator,
                  switch (operator) {
                    case "<=>" -> "; for MySQL's <=> write IS NOT DISTINCT FROM";
                    case "==" -> "; write =";
                    case "&&&" -> "; write AND";
                    default -> ", and others are not allowed";
                  }));
    }
  }

  private void type(Name type) {
    if (!names.hasType(type)) {
      throw TypeAdvice.refusal(type);
    }
  }

  private void collation(Name name) {
    boolean visible =
        name.parts().size() == 1
            || name.qualifier().equals("pg_catalog")
            || names.catalog().schemas().stream()
                .anyMatch(schema -> schema.name().equals(name.qualifier()));
    if (!visible) {
      throw new RefusedSqlException(
          GuardRule.COLLATION_NOT_ALLOWED,
          name.offset(),
          "There is no collation %s; write one of PostgreSQL's, such as \"C\"".formatted(name));
    }
  }

  /** True for a cast to regclass of what can give no table's name away. */
  private boolean isKnownTable(SyntaxNode operand, SyntaxNode type) {
    List<String> tokens = new ArrayList<>();
    type.leaves(leaf -> tokens.add(leaf.token().text()));
    return tokens.equals(List.of("regclass")) && isKnownTable(operand);
  }

  private static boolean isRegclass(Name type) {
    return type.toString().equals("regclass");
  }

  /** The column tableoid, or a literal that names a readable table or none at all. */
  private boolean isKnownTable(SyntaxNode operand) {
    Optional<Branch> column = QueryCheck.columnref(operand);
    if (column.isPresent()) {
      return ExpressionCheck.dotted(column.get()).last().equals("tableoid");
    }
    if (!(operand.unwrapped() instanceof Leaf leaf) || !leaf.symbol().equals("SCONST")) {
      return false;
    }
    String text = leaf.token().text();
    String name = text.substring(1, text.length() - 1);
    if (!name.matches("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)?")) {
      return false;
    }
    Name parts = new Name(List.of(name.split("\\.")), 0, false);
    return names.table(parts).isPresent()
        || (parts.parts().size() == 1
            && !KnownNames.isSystem(parts)
            && !names.catalog().isHidden(name));
  }
}
