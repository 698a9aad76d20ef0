package io.chatdata.server.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which calls of an allowed name PostgreSQL could take for a function or operator of the user's, by
 * its rules for types (its manual, "Operators" and "Functions" under "Type Conversion").
 *
 * <p>A type of pg_catalog goes by its name, another one by schema.name, an array's begins with an
 * underscore; empty is a type that isn't known here.
 *
 * @param own the user's
 * @param reviewed all allowed ones of PostgreSQL's own and of reviewed extensions
 * @param implicitCasts from the first to the second, as "source target"
 * @param parts of types of columns that hold or stand for others, such as domains and composite
 *     types: those others
 */
record Overloads(
    Map<String, List<Signature>> own,
    Map<String, List<Signature>> reviewed,
    Set<String> implicitCasts,
    Map<String, Set<String>> parts) {
  static final Overloads NONE = new Overloads(Map.of(), Map.of(), Set.of(), Map.of());

  /** The type of a plain literal in quotes, and of NULL. */
  static final String LITERAL = "unknown";

  private static final Set<String> POLYMORPHIC =
      Set.of(
          "any",
          "anyarray",
          "anycompatible",
          "anycompatiblearray",
          "anycompatiblemultirange",
          "anycompatiblenonarray",
          "anycompatiblerange",
          "anyelement",
          "anyenum",
          "anymultirange",
          "anynonarray",
          "anyrange",
          "record");

  Overloads {
    own = Map.copyOf(own);
    reviewed = Map.copyOf(reviewed);
    implicitCasts = Set.copyOf(implicitCasts);
    parts = Map.copyOf(parts);
  }

  /**
   * What can be called.
   *
   * @param types of its parameters
   * @param result its type
   * @param defaults how many of the last ones may be left out
   * @param variadic true when the last one may be many
   */
  record Signature(
      String schema, List<String> types, String result, int defaults, boolean variadic) {
    Signature {
      types = List.copyOf(types);
    }

    private boolean takes(int count) {
      return variadic
          ? count >= types.size() - 1 - defaults
          : count <= types.size() && count >= types.size() - defaults;
    }

    @Override
    public String toString() {
      return "(" + String.join(", ", types) + ")";
    }
  }

  /**
   * A call in a statement.
   *
   * @param arguments types, as far as they are known
   * @param plain false when there may be more arguments, or in another order
   */
  record Call(Name name, List<String> arguments, boolean plain) {
    Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** The type of what PostgreSQL's own gives; empty when it isn't known. */
  String result(String name, List<String> arguments) {
    List<Signature> others = reviewed.getOrDefault(name, List.of());
    Call call = new Call(new Name(List.of(name), 0, false), arguments, true);
    List<String> results =
        others.stream()
            .filter(signature -> isExact(signature.types(), call))
            .map(Signature::result)
            .toList();
    if (results.isEmpty() && !own.containsKey(name)) {
      results =
          others.stream()
              .filter(
                  signature ->
                      signature.takes(arguments.size()) && accepts(signature, arguments, Set.of()))
              .map(Signature::result)
              .distinct()
              .toList();
    }
    return results.size() == 1 && !POLYMORPHIC.contains(results.getFirst())
        ? results.getFirst()
        : "";
  }

  boolean has(String name) {
    return own.containsKey(name);
  }

  boolean isEmpty() {
    return own.isEmpty();
  }

  /**
   * Refuses a call that could mean one of the user's.
   *
   * @param columnTypes of all columns that the statement could read
   */
  void check(Call call, Set<String> columnTypes) {
    for (Signature signature : own.getOrDefault(call.name().last(), List.of())) {
      if (meant(signature, call) && couldBe(signature, call, columnTypes)) {
        throw refusal(call.name(), signature);
      }
    }
  }

  private static boolean meant(Signature signature, Call call) {
    String qualifier = call.name().qualifier();
    return qualifier.isEmpty() || qualifier.equals(signature.schema());
  }

  private boolean couldBe(Signature signature, Call call, Set<String> columnTypes) {
    if (!call.plain()) {
      return true;
    }
    List<Signature> others =
        reviewed.getOrDefault(call.name().last(), List.of()).stream()
            .filter(other -> meant(other, call))
            .toList();
    List<String> arguments = call.arguments();
    // pg_catalog comes first in the search path
    return signature.takes(arguments.size())
        && others.stream().noneMatch(other -> hides(other, signature))
        && others.stream().noneMatch(other -> isExact(other.types(), call))
        && accepts(signature, arguments, columnTypes);
  }

  private static boolean hides(Signature other, Signature signature) {
    return other.schema().equals("pg_catalog")
        && !signature.variadic()
        && signature.defaults() == 0
        && other.types().equals(signature.types());
  }

  /** True when PostgreSQL need not look further. */
  private static boolean isExact(List<String> types, Call call) {
    List<String> arguments = call.arguments();
    if (types.size() != arguments.size()) {
      return false;
    }
    boolean operator = Characters.isOperator(call.name().last().charAt(0));
    for (int i = 0; i < types.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals(LITERAL)) {
        // beside an operator it is of the other side's type, elsewhere best a text
        String other = arguments.get(arguments.size() - 1 - i);
        argument = operator && !other.equals(LITERAL) ? other : "text";
      }
      if (!types.get(i).equals(argument)) {
        return false;
      }
    }
    return true;
  }

  private boolean accepts(Signature signature, List<String> arguments, Set<String> columnTypes) {
    List<String> types = signature.types();
    for (int i = 0; i < arguments.size() && i < types.size(); i++) {
      boolean many = signature.variadic() && i >= types.size() - 1;
      if (!many && !accepts(types.get(i), arguments.get(i), columnTypes)) {
        return false;
      }
    }
    return true;
  }

  private boolean accepts(String type, String argument, Set<String> columnTypes) {
    if (POLYMORPHIC.contains(type) || argument.equals(LITERAL)) {
      return true;
    } else if (argument.isEmpty() || parts.containsKey(argument)) {
      return !type.contains(".") || isAround(type, columnTypes);
    }
    return argument.equals(type) || implicitCasts.contains(argument + " " + type);
  }

  /** True when a value could be of this type, which is a user's. */
  private boolean isAround(String type, Set<String> columnTypes) {
    return columnTypes.stream()
            .anyMatch(
                column ->
                    element(column).equals(element(type))
                        || parts.getOrDefault(column, Set.of()).contains(type))
        || implicitCasts.stream().anyMatch(cast -> cast.endsWith(" " + type));
  }

  /** The type of an array's elements; other types as they are. */
  static String element(String type) {
    return type.replaceFirst("(^|\\.)_", "$1");
  }

  private RefusedSqlException refusal(Name name, Signature signature) {
    boolean operator = Characters.isOperator(name.last().charAt(0));
    boolean builtIn =
        name.parts().size() == 1
            && reviewed.getOrDefault(name.last(), List.of()).stream()
                .anyMatch(other -> other.schema().equals("pg_catalog"));
    String instead = operator ? "OPERATOR(pg_catalog.%s)" : "pg_catalog.%s(…)";
    return new RefusedSqlException(
        GuardRule.OVERLOADED,
        name.offset(),
        "The database has a %s %s.%s%s of its own, which PostgreSQL could take this for; %s"
            .formatted(
                operator ? "operator" : "function",
                signature.schema(),
                name.last(),
                signature,
                builtIn
                    ? "write " + instead.formatted(name.last())
                    : "cast what it is given to another type"));
  }
}
