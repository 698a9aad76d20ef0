package io.chatdata.server.sql;

import io.chatdata.server.sql.SyntaxNode.Branch;
import io.chatdata.server.sql.SyntaxNode.Leaf;
import java.util.List;
import java.util.function.Function;

/** The types of expressions, as far as they can be told; see {@link Overloads}. */
final class ExpressionType {
  private static final String NOT_KNOWN = "";

  private final Overloads overloads;
  private final Function<Name, String> columns;

  /** Of expressions whose columns have these types. */
  ExpressionType(Overloads overloads, Function<Name, String> columns) {
    this.overloads = overloads;
    this.columns = columns;
  }

  /** The type; empty when it isn't known. */
  String of(SyntaxNode expression) {
    return of(expression, 0);
  }

  private String of(SyntaxNode expression, int depth) {
    SyntaxNode node = expression;
    // a long chain of operators nests as deep as it is long
    while (node instanceof Branch branch && !branch.isEmpty() && depth < TextLimits.MAX_NESTING) {
      List<SyntaxNode> children = branch.parts();
      SyntaxNode first = children.getFirst();
      switch (branch.symbol()) {
        case "columnref" -> {
          return children.size() == 1 || isDotted((Branch) children.get(1))
              ? columns.apply(ExpressionCheck.dotted(branch))
              : NOT_KNOWN;
        }
        case "AexprConst" -> {
          return constant(branch);
        }
        case "a_expr", "b_expr" -> {
          if (children.size() > 1) {
            return operation(children, depth);
          }
        }
        case "func_application" -> {
          return function(branch, depth);
        }
        case "func_expr_common_subexpr" -> {
          return word(children, depth);
        }
        default -> {}
      }
      if (children.size() == 1) {
        node = first;
      } else if (children.size() == 3 && first.is("'('") && branch.symbol().equals("c_expr")) {
        node = children.get(1);
      } else {
        return NOT_KNOWN;
      }
    }
    return NOT_KNOWN;
  }

  private String operation(List<SyntaxNode> children, int depth) {
    SyntaxNode second = children.get(1);
    if (children.size() == 3 && second.is("TYPECAST")) {
      return type(children.get(2));
    } else if (second.is("COLLATE")) {
      return of(children.getFirst(), depth + 1);
    }
    for (SyntaxNode child : children) {
      switch (child.symbol()) {
        case "AND", "OR", "NOT", "NOT_LA", "IS", "LIKE", "ILIKE", "SIMILAR", "IN_P", "BETWEEN" -> {
          return "bool";
        }
        default -> {}
      }
    }
    if (children.size() == 2 && first(children.getFirst()) instanceof Leaf operator) {
      return overloads.result(operator.token().text(), List.of(of(second, depth + 1)));
    } else if (children.size() == 3 && first(second) instanceof Leaf operator) {
      return overloads.result(
          operator.token().text(),
          List.of(of(children.get(0), depth + 1), of(children.get(2), depth + 1)));
    }
    return NOT_KNOWN;
  }

  private static SyntaxNode first(SyntaxNode operator) {
    return operator.unwrapped();
  }

  private String function(Branch call, int depth) {
    return overloads.result(call.child(0).name().last(), types(call.part("func_arg_list"), depth));
  }

  private List<String> types(Branch arguments, int depth) {
    return arguments.elements().stream().map(argument -> of(argument, depth + 1)).toList();
  }

  private String word(List<SyntaxNode> children, int depth) {
    return switch (children.getFirst().symbol()) {
      case "CAST" -> type(children.get(4));
      case "TRIM", "SUBSTRING", "OVERLAY", "NORMALIZE" -> {
        SyntaxNode given = children.get(2);
        if (given instanceof Branch list && !list.part("func_arg_list").isEmpty()) {
          yield overloads.result(
              children.getFirst().name().last(), types(list.part("func_arg_list"), depth));
        }
        // of bytes it would be bytes
        yield of(given, depth + 1).equals("text") ? "text" : NOT_KNOWN;
      }
      case "COALESCE", "GREATEST", "LEAST" -> {
        List<String> types =
            ((Branch) children.get(2)).elements().stream().map(e -> of(e, depth + 1)).toList();
        String type = types.getFirst();
        yield types.stream().allMatch(t -> t.equals(type) || t.equals(Overloads.LITERAL))
            ? type
            : NOT_KNOWN;
      }
      default -> NOT_KNOWN;
    };
  }

  /** A type as the database writes it, such as {@code character varying(20)[]}. */
  static String of(String written) {
    try {
      List<Token> tokens = Tokenizer.tokenize("SELECT NULL::" + written);
      SyntaxNode tree = SyntaxParser.parse(Grammar.postgresql(), tokens);
      return tree.find("Typename").map(ExpressionType::type).orElse(NOT_KNOWN);
    } catch (RefusedSqlException e) {
      // a name that no statement could write
      return NOT_KNOWN;
    }
  }

  private static boolean isDotted(Branch indirection) {
    return indirection.elements().stream().allMatch(element -> element.child(0).is("'.'"));
  }

  /** That of a Typename. */
  static String type(SyntaxNode typename) {
    Branch branch = (Branch) typename;
    String base = OutputName.typeName(branch);
    Branch generic = branch.part("SimpleTypename").part("GenericType");
    String schema = "";
    if (!generic.isEmpty()) {
      Name name =
          new Branch("", generic.children().subList(0, generic.children().size() - 1)).name();
      if (!name.qualifier().isEmpty() && !name.qualifier().equals("pg_catalog")) {
        schema = name.qualifier() + ".";
      } else if (!AllowedNames.postgresql().types().contains(base)) {
        return NOT_KNOWN;
      }
    }
    boolean array =
        branch.child(0).is("SETOF")
            || !branch.part("opt_array_bounds").isEmpty()
            || branch.children().stream().anyMatch(child -> child.is("ARRAY"));
    return schema + (array ? "_" : "") + base;
  }

  private static String constant(Branch constant) {
    SyntaxNode first = constant.child(0);
    return switch (first.symbol()) {
      case "Iconst" -> "int4";
      case "FCONST" -> number(((Leaf) first).token().text());
      case "Sconst", "NULL_P" -> Overloads.LITERAL;
      case "BCONST", "XCONST" -> "bit";
      case "TRUE_P", "FALSE_P" -> "bool";
      case "ConstInterval" -> "interval";
      case "ConstTypename" -> OutputName.typeName(first);
      case "func_name" -> {
        Name name = first.name();
        boolean known =
            name.parts().size() == 1 && AllowedNames.postgresql().types().contains(name.last());
        yield known ? name.last() : NOT_KNOWN;
      }
      default -> NOT_KNOWN;
    };
  }

  private static String number(String text) {
    if (text.matches("[0-9_]{1,18}")) {
      return "int8";
    }
    return text.matches("[0-9_.]*[.eE][0-9_.eE+-]*") ? "numeric" : NOT_KNOWN;
  }
}
