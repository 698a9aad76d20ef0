package io.chatdata.server.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a statement may name on one database: {@link AllowedNames} and its catalog. */
final class KnownNames {
  private static final String SYSTEM = "pg_catalog";

  private final Catalog catalog;
  private final AllowedNames builtIn = AllowedNames.postgresql();
  private final Map<String, List<AllowedNames>> extensionsBySchema = new HashMap<>();

  /** Those that names without a schema reach. */
  private final List<AllowedNames> reachable = new ArrayList<>();

  private final Set<Catalog.TableName> enums = new HashSet<>();
  private final Set<String> columns = new HashSet<>();

  KnownNames(Catalog catalog) {
    this.catalog = catalog;
    reachable.add(builtIn);
    catalog
        .extensions()
        .forEach(
            (name, schema) -> {
              AllowedNames names = AllowedNames.extension(name);
              extensionsBySchema.computeIfAbsent(schema, s -> new ArrayList<>()).add(names);
              if (catalog.searchPath().contains(schema)) {
                reachable.add(names);
              }
            });
    boolean hides = catalog.tables().stream().anyMatch(table -> !table.hiddenColumns().isEmpty());
    for (Catalog.Table table : catalog.tables()) {
      for (Catalog.Column column : table.columns()) {
        if (!hides) {
          columns.add(column.name());
        }
        if (!column.enumLabels().isEmpty()) {
          List<String> parts =
              Tokenizer.tokenize(column.type()).stream()
                  .filter(token -> token.kind() != TokenKind.PUNCTUATION)
                  .map(Token::unquoted)
                  .toList();
          enums.add(
              new Catalog.TableName(parts.size() > 1 ? parts.getFirst() : "", parts.getLast()));
        }
      }
    }
  }

  Catalog catalog() {
    return catalog;
  }

  boolean hasFunction(Name name) {
    return any(name, names -> names.hasFunction(name.last()));
  }

  boolean hasOperator(String operator) {
    return reachable.stream().anyMatch(names -> names.operators().contains(operator));
  }

  /** A base type, an enum of a column, or the row of a table all of which may be read. */
  boolean hasType(Name name) {
    String base = name.last().startsWith("_") ? name.last().substring(1) : name.last();
    if (any(name, names -> names.types().contains(base))) {
      return true;
    }
    List<String> schemas =
        name.parts().size() == 1 ? catalog.searchPath() : List.of(name.qualifier());
    return schemas.stream().anyMatch(s -> enums.contains(new Catalog.TableName(s, name.last())))
        || table(name).filter(table -> table.hiddenColumns().isEmpty()).isPresent();
  }

  /**
   * True for the name of a column of any table, where none are hidden: a name that is out of place,
   * for the database itself to refuse.
   */
  boolean isSomeColumn(String name) {
    return columns.contains(name);
  }

  boolean isSummary(String function) {
    return reachable.stream().anyMatch(names -> names.summaries().contains(function));
  }

  boolean isCollection(String function) {
    return reachable.stream().anyMatch(names -> names.collections().contains(function));
  }

  /** Names of the columns of a function's rows; empty where it has but one, named by its alias. */
  List<String> columns(String function) {
    return reachable.stream()
        .map(names -> names.columns().getOrDefault(function, List.of()))
        .filter(columns -> !columns.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** The table of a name of one or two parts, or three with the database's. */
  Optional<Catalog.Table> table(Name name) {
    return switch (name.parts().size()) {
      case 1 -> isSystem(name) ? Optional.empty() : catalog.resolve(name.last());
      case 2, 3 -> catalog.table(name.qualifier(), name.last());
      default -> Optional.empty();
    };
  }

  /** True for what PostgreSQL keeps about itself. */
  static boolean isSystem(Name name) {
    String schema = name.qualifier();
    return schema.isEmpty()
        ? name.last().startsWith("pg_")
        : schema.startsWith("pg_") || schema.equals("information_schema");
  }

  private boolean any(Name name, Predicate<AllowedNames> has) {
    return switch (name.parts().size()) {
      case 1 -> reachable.stream().anyMatch(has);
      case 2 ->
          name.qualifier().equals(SYSTEM)
              ? has.test(builtIn)
              : extensionsBySchema.getOrDefault(name.qualifier(), List.of()).stream().anyMatch(has);
      default -> false;
    };
  }
}
