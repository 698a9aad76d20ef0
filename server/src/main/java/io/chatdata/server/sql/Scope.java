package io.chatdata.server.sql;

import io.chatdata.server.sql.QueryColumns.Source;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What names of columns mean at one level of a statement, found as PostgreSQL does it
 * (transformColumnRef in parse_expr.c), but for one thing: where PostgreSQL would go on to take a
 * name behind a dot for a function, this refuses.
 */
final class Scope {
  /** How many names a message lists. */
  private static final int SHOWN = 30;

  private final KnownNames known;
  private final @Nullable Scope outer;
  private final List<Relation> relations;

  /** Names of output columns, while ORDER BY, GROUP BY or DISTINCT ON may refer to them. */
  private Set<String> outputs = Set.of();

  Scope(KnownNames known, @Nullable Scope outer, List<Relation> relations) {
    this.known = known;
    this.outer = outer;
    this.relations = new ArrayList<>(relations);
  }

  List<Relation> relations() {
    return relations;
  }

  void add(List<Relation> more) {
    relations.addAll(more);
  }

  void setOutputs(Set<String> names) {
    outputs = names;
  }

  /**
   * What a name means.
   *
   * @param row the relation whose whole row it is; null for a column
   * @param type of a column, as far as it is known; see {@link Overloads}
   * @param sources columns of tables that it is made of
   * @param fromOutside true when it belongs to an outer query
   */
  record Meaning(@Nullable Relation row, String type, Set<Source> sources, boolean fromOutside) {}

  /** A dotted name; its last part may be a star. */
  Meaning find(Name name) {
    List<String> parts = name.parts();
    return switch (parts.size()) {
      case 1 -> unqualified(name);
      case 2 -> qualified(name, "", parts.get(0));
      // a fourth part would be the database's name, which PostgreSQL compares with its own
      case 3, 4 -> qualified(name, parts.get(parts.size() - 3), parts.get(parts.size() - 2));
      default -> throw unknown(name, "it has too many parts");
    };
  }

  private Meaning unqualified(Name name) {
    String column = name.last();
    boolean open = false;
    for (Scope scope = this; scope != null; scope = scope.outer) {
      for (Relation relation : scope.relations) {
        if (relation.hidden().contains(column)) {
          throw unknownHere(name);
        }
        open |= relation.columns().open();
      }
      Set<Source> sources = new LinkedHashSet<>();
      boolean found = scope.outputs.contains(column);
      String type = null;
      for (Relation relation : scope.relations) {
        if (relation.has(column)) {
          found = true;
          type = type == null ? relation.columns().type(column) : "";
          sources.addAll(relation.columns().sources(column));
        }
      }
      if (found) {
        return new Meaning(null, Objects.requireNonNullElse(type, ""), sources, scope != this);
      }
    }
    for (Scope scope = this; scope != null; scope = scope.outer) {
      for (Relation relation : scope.relations) {
        if (relation.name().equals(column)) {
          return row(relation, name, scope != this);
        }
      }
    }
    if (open || isForTheDatabase(column)) {
      return new Meaning(null, "", Set.of(), true);
    }
    throw unknownHere(name);
  }

  private Meaning qualified(Name name, String schema, String table) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      for (Relation relation : scope.relations) {
        boolean meant =
            schema.isEmpty()
                ? relation.name().equals(table)
                : relation.table() != null
                    && relation.table().schema().equals(schema)
                    && relation.table().name().equals(table);
        if (meant) {
          return columnOf(relation, name, scope != this);
        }
      }
    }
    if (isForTheDatabase(name.last())) {
      return new Meaning(null, "", Set.of(), true);
    }
    String there = names(relations.stream().map(Relation::name).filter(known -> !known.isEmpty()));
    throw unknown(
        name,
        "%s is no table or alias that can be named here; there is: %s"
            .formatted(schema.isEmpty() ? table : schema + "." + table, there));
  }

  /**
   * True for a name that surely means nothing, so that the database may say so: there is no FROM at
   * all, or it is a column of another table.
   */
  private boolean isForTheDatabase(String column) {
    boolean noFrom = true;
    for (Scope scope = this; scope != null; scope = scope.outer) {
      noFrom &= scope.relations.isEmpty();
    }
    return noFrom || known.isSomeColumn(column);
  }

  private static Meaning columnOf(Relation relation, Name name, boolean fromOutside) {
    if (name.last().equals("*")) {
      return row(relation, name, fromOutside);
    }
    if (relation.has(name.last())) {
      return new Meaning(
          null,
          relation.columns().type(name.last()),
          relation.columns().sources(name.last()),
          fromOutside);
    }
    if (relation.columns().open()) {
      throw new RefusedSqlException(
          GuardRule.ATTRIBUTE_NOTATION,
          name.offset(),
          "The columns of %s are not known here; name them after its alias, as in %s(a, b)"
              .formatted(relation.name(), relation.name()));
    }
    throw unknown(name, "%s has: %s".formatted(relation.name(), names(columnNames(relation))));
  }

  private static Meaning row(Relation relation, Name name, boolean fromOutside) {
    if (relation.hides()) {
      throw wholeRow(relation, name.offset());
    }
    Set<Source> sources = new LinkedHashSet<>();
    relation.columns().list().forEach(column -> sources.addAll(column.sources()));
    return new Meaning(relation, "", sources, fromOutside);
  }

  /** Refuses all columns of what has some that may not be read. */
  static RefusedSqlException wholeRow(Relation relation, int offset) {
    return new RefusedSqlException(
        GuardRule.WHOLE_ROW,
        offset,
        "Not all columns of %s may be read, so name those that you want: %s"
            .formatted(
                relation.name().isEmpty() ? "this" : relation.name(),
                names(columnNames(relation))));
  }

  private RefusedSqlException unknownHere(Name name) {
    String foreign =
        switch (name.last()) {
          case "rownum" -> "; write LIMIT n, or row_number() OVER ()";
          case "sysdate", "getdate" -> "; write now()";
          case "dual" -> "; leave FROM out";
          default -> "";
        };
    Stream<String> columns = relations.stream().flatMap(Scope::columnNames).distinct();
    String quotes =
        name.quoted() ? "; double quotes are for names, write a text as '%s'".formatted(name) : "";
    return unknown(name, "there is: " + names(columns) + foreign + quotes);
  }

  private static Stream<String> columnNames(Relation relation) {
    return relation.columns().list().stream()
        .map(QueryColumns.QueryColumn::name)
        .filter(name -> !name.isEmpty());
  }

  private static String names(Stream<String> names) {
    List<String> list = names.limit(SHOWN + 1L).toList();
    return list.stream().limit(SHOWN).collect(Collectors.joining(", "))
        + (list.size() > SHOWN ? ", …" : "");
  }

  private static RefusedSqlException unknown(Name name, String why) {
    return new RefusedSqlException(
        GuardRule.UNKNOWN_COLUMN,
        name.offset(),
        "There is no column %s that can be read here; %s".formatted(name, why));
  }
}
