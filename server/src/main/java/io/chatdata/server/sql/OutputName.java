package io.chatdata.server.sql;

import io.chatdata.server.sql.SyntaxNode.Branch;
import io.chatdata.server.sql.SyntaxNode.Leaf;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The name that PostgreSQL gives to a column of a query that has no AS (FigureColname in
 * parse_target.c).
 */
final class OutputName {
  private OutputName() {}

  /** A name, and whether a cast or CASE around it would take another. */
  private record Figured(String name, boolean weak) {}

  /** The name of an expression; empty for one that can't be referred to. */
  static String of(SyntaxNode expression, QueryCheck query) {
    Figured figured = figure(expression, query);
    return figured == null ? "" : figured.name();
  }

  /** True for {@code (expression).*}, which makes columns that aren't known here. */
  static boolean isExpanded(SyntaxNode expression) {
    SyntaxNode node = expression;
    while (node instanceof Branch branch) {
      if (branch.children().size() == 1) {
        node = branch.child(0);
        continue;
      }
      return branch.symbol().equals("c_expr")
          && branch.children().getLast() instanceof Branch indirection
          && indirection.symbol().endsWith("indirection")
          && !indirection.isEmpty()
          && indirection.elements().getLast().child(0).is("'.'")
          && indirection.elements().getLast().child(1) instanceof Leaf;
    }
    return false;
  }

  private static @Nullable Figured figure(SyntaxNode expression, QueryCheck query) {
    SyntaxNode node = expression;
    while (node instanceof Branch branch) {
      List<SyntaxNode> children = branch.children();
      switch (branch.symbol()) {
        case "a_expr", "b_expr" -> {
          if (children.size() == 1 || children.get(1).is("COLLATE")) {
            node = children.getFirst();
          } else {
            return operation(children, query);
          }
        }
        case "c_expr" -> {
          switch (children.getFirst()) {
            case Leaf leaf -> {
              switch (leaf.symbol()) {
                case "'('" -> {
                  String attribute = attribute((Branch) children.getLast());
                  if (attribute != null) {
                    return new Figured(attribute, false);
                  }
                  node = children.get(1);
                }
                case "EXISTS", "ARRAY", "GROUPING" -> {
                  return strong(leaf);
                }
                default -> {
                  return null;
                }
              }
            }
            case Branch first -> {
              String attribute =
                  children.size() == 2 ? attribute((Branch) children.getLast()) : null;
              if (attribute != null) {
                return new Figured(attribute, false);
              }
              node = first;
            }
          }
        }
        case "select_with_parens" -> {
          return query
              .columnsOf(branch)
              .filter(columns -> !columns.list().isEmpty())
              .map(columns -> new Figured(columns.list().getFirst().name(), false))
              .orElse(null);
        }
        case "columnref" -> {
          return column(branch);
        }
        case "AexprConst" -> {
          return constant(branch);
        }
        case "case_expr" -> {
          Branch otherwise = branch.part("case_default");
          Figured inner = otherwise.isEmpty() ? null : figure(otherwise.child(1), query);
          return inner == null || inner.weak() ? new Figured("case", true) : inner;
        }
        case "explicit_row", "implicit_row" -> {
          return new Figured("row", false);
        }
        case "func_application" -> {
          return new Figured(children.getFirst().name().last(), false);
        }
        case "json_aggregate_func" -> {
          return strong((Leaf) children.getFirst());
        }
        case "func_expr_common_subexpr" -> {
          return call(children, query);
        }
        case "func_expr", "func_expr_windowless" -> node = children.getFirst();
        default -> {
          return null;
        }
      }
    }
    return null;
  }

  private static @Nullable Figured operation(List<SyntaxNode> children, QueryCheck query) {
    String second = children.get(1).symbol();
    boolean normalized = children.getLast().is("NORMALIZED");
    return switch (second) {
      case "TYPECAST" -> cast(children.get(0), children.get(2), query);
      case "AT" -> new Figured("timezone", false);
      case "OVERLAPS" -> new Figured("overlaps", false);
      case "IS" ->
          normalized && children.stream().noneMatch(child -> child.is("NOT"))
              ? new Figured("is_normalized", false)
              : null;
      default -> null;
    };
  }

  private static Figured cast(SyntaxNode value, SyntaxNode type, QueryCheck query) {
    Figured inner = figure(value, query);
    return inner == null || inner.weak() ? new Figured(typeName(type), true) : inner;
  }

  private static Figured call(List<SyntaxNode> children, QueryCheck query) {
    Leaf keyword = (Leaf) children.getFirst();
    return switch (keyword.symbol()) {
      case "CAST" -> cast(children.get(2), children.get(4), query);
      case "TREAT" -> new Figured(typeName(children.get(4)), false);
      case "COLLATION" -> new Figured("pg_collation_for", false);
      case "TRIM" ->
          new Figured(
              children.get(2).is("LEADING")
                  ? "ltrim"
                  : children.get(2).is("TRAILING") ? "rtrim" : "btrim",
              false);
      default -> strong(keyword);
    };
  }

  private static @Nullable Figured column(Branch columnref) {
    if (columnref.children().size() > 1) {
      String attribute = attribute((Branch) columnref.child(1));
      if (attribute != null) {
        return new Figured(attribute, false);
      }
    }
    return new Figured(columnref.child(0).name().last(), false);
  }

  private static @Nullable Figured constant(Branch constant) {
    SyntaxNode first = constant.child(0);
    return switch (first.symbol()) {
      case "func_name" -> new Figured(first.name().last(), true);
      case "ConstTypename" -> new Figured(typeName(first), true);
      case "ConstInterval" -> new Figured("interval", true);
      case "TRUE_P", "FALSE_P" -> new Figured("bool", true);
      default -> null;
    };
  }

  /** The last name behind a dot; null when there is none. */
  private static @Nullable String attribute(Branch indirection) {
    String last = null;
    if (!indirection.isEmpty()) {
      for (Branch element : indirection.elements()) {
        if (element.child(0).is("'.'") && element.child(1) instanceof Branch name) {
          last = name.name().last();
        }
      }
    }
    return last;
  }

  private static Figured strong(Leaf keyword) {
    return new Figured(keyword.token().text().toLowerCase(Locale.ROOT), false);
  }

  /** PostgreSQL's own name of a type. */
  static String typeName(SyntaxNode typename) {
    SyntaxNode node = typename;
    while (node instanceof Branch branch) {
      if (branch.symbol().equals("GenericType")) {
        return new Branch("", branch.children().subList(0, branch.children().size() - 1))
            .name()
            .last();
      }
      if (branch.child(0) instanceof Leaf leaf) {
        return keywordType(leaf, branch);
      }
      node = branch.child(0);
    }
    return node.name().last();
  }

  private static String keywordType(Leaf first, Branch type) {
    return switch (first.symbol()) {
      case "INT_P", "INTEGER" -> "int4";
      case "SMALLINT" -> "int2";
      case "BIGINT" -> "int8";
      case "REAL" -> "float4";
      case "DOUBLE_P" -> "float8";
      case "FLOAT_P" -> isSmallFloat(type) ? "float4" : "float8";
      case "DECIMAL_P", "DEC", "NUMERIC" -> "numeric";
      case "BOOLEAN_P" -> "bool";
      case "BIT" -> isVarying(type) ? "varbit" : "bit";
      case "VARCHAR" -> "varchar";
      case "CHARACTER", "CHAR_P", "NATIONAL", "NCHAR" -> isVarying(type) ? "varchar" : "bpchar";
      case "TIMESTAMP" -> hasZone(type) ? "timestamptz" : "timestamp";
      case "TIME" -> hasZone(type) ? "timetz" : "time";
      default -> first.token().text();
    };
  }

  private static boolean isSmallFloat(Branch type) {
    Branch precision = type.part("opt_float");
    return !precision.isEmpty()
        && precision
            .child(1)
            .firstLeaf()
            .map(leaf -> leaf.token().text())
            .filter(digits -> digits.length() <= 2 && Integer.parseInt(digits) <= 24)
            .isPresent();
  }

  private static boolean isVarying(Branch type) {
    return !type.part("opt_varying").isEmpty();
  }

  private static boolean hasZone(Branch type) {
    Branch zone = type.part("opt_timezone");
    return !zone.isEmpty() && zone.child(0).is("WITH_LA");
  }
}
