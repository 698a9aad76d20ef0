package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The FROM clause of a statement: a base table and what is joined to it, each under a short name.
 */
final class Tables {
  private final Set<String> taken;
  private final String base;
  private final Map<List<Hop>, String> aliases = new HashMap<>();
  private final List<String> joins;

  /**
   * Starts with a base table.
   *
   * @param taken short names that are used around it; shared, so that none is used twice
   */
  Tables(Entity entity, Set<String> taken) {
    this.taken = taken;
    this.base = alias(entity, taken);
    this.joins = new ArrayList<>();
    joins.add(Sql.table(entity.table()) + " AS " + base);
  }

  private Tables(Tables whole, String base) {
    this.taken = whole.taken;
    this.base = base;
    this.joins = whole.joins;
  }

  /** The same clause, with paths that start at another of its tables. */
  Tables startingAt(String alias) {
    return alias.equals(base) ? this : new Tables(this, alias);
  }

  static Set<String> noneTaken() {
    return new HashSet<>();
  }

  /** The short name of the base table. */
  String base() {
    return base;
  }

  Set<String> taken() {
    return taken;
  }

  /** The short name of the table at the end of a path; it is joined where it was not yet. */
  String at(List<Hop> path) {
    if (path.isEmpty()) {
      return base;
    }
    String known = aliases.get(path);
    if (known != null) {
      return known;
    }
    Hop hop = path.getLast();
    String from = at(path.subList(0, path.size() - 1));
    String alias = alias(hop.to(), taken);
    aliases.put(List.copyOf(path), alias);
    joins.add(
        "LEFT JOIN %s AS %s ON %s"
            .formatted(Sql.table(hop.to().table()), alias, condition(hop, from, alias)));
    return alias;
  }

  /** Joins a table so that only rows with a match stay. */
  String inner(Hop hop, String from) {
    String alias = alias(hop.to(), taken);
    joins.add(
        "JOIN %s AS %s ON %s"
            .formatted(Sql.table(hop.to().table()), alias, condition(hop, from, alias)));
    return alias;
  }

  /** Joins what is no table, such as a subquery. */
  void join(String text) {
    joins.add(text);
  }

  String column(List<Hop> path, Attribute attribute) {
    return at(path) + "." + Sql.name(attribute.name());
  }

  /** A free short name. */
  String fresh(String wish) {
    return free(wish, taken);
  }

  String from() {
    return String.join("\n", joins);
  }

  /** How the two tables of a hop are connected. */
  static String condition(Hop hop, String from, String to) {
    String child = hop.up() ? from : to;
    String parent = hop.up() ? to : from;
    List<String> equal = new ArrayList<>();
    for (int i = 0; i < hop.key().columns().size(); i++) {
      equal.add(
          "%s.%s = %s.%s"
              .formatted(
                  parent,
                  Sql.name(hop.key().referencedColumns().get(i)),
                  child,
                  Sql.name(hop.key().columns().get(i))));
    }
    return String.join(" AND ", equal);
  }

  private static String alias(Entity entity, Set<String> taken) {
    StringBuilder initials = new StringBuilder();
    for (String word : entity.words()) {
      char first = Character.toLowerCase(word.charAt(0));
      if (first >= 'a' && first <= 'z') {
        initials.append(first);
      }
    }
    return free(initials.isEmpty() ? "t" : initials.toString(), taken);
  }

  private static String free(String wish, Set<String> taken) {
    String alias = Sql.isKeyword(wish) ? wish + "1" : wish;
    for (int number = 2; !taken.add(alias); number++) {
      alias = wish + number;
    }
    return alias;
  }
}
