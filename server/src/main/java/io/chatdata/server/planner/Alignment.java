package io.chatdata.server.planner;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How well words of a question fit the words of a name: 0 is exact, more is a guess, -1 is not at
 * all. Every word of the question must be in the name.
 */
final class Alignment {
  /** A word in front that the question left out: city for ship_city. */
  private static final int SKIPPED = 2;

  /** Last words of a column's name that its thing is also called without. */
  private static final Set<String> TAILS =
      Set.of("name", "code", "label", "amount", "value", "number", "usd", "eur", "total", "title");

  private static final Set<String> PREFIXES = Set.of("is", "has", "was", "the");

  private Alignment() {}

  static int table(List<Map<String, Integer>> question, List<String> name) {
    return align(question, 0, name, 0, Set.of());
  }

  static int column(List<Map<String, Integer>> question, Attribute attribute) {
    List<String> words = attribute.words();
    int best = align(question, 0, words, 0, TAILS);
    if (words.size() > 1 && PREFIXES.contains(words.getFirst())) {
      best = better(best, align(question, 0, words.subList(1, words.size()), 0, TAILS));
    }
    List<String> table = attribute.entity().words();
    if (words.size() > table.size() && words.subList(0, table.size()).equals(table)) {
      // The column order_status of orders is also just the status.
      best = better(best, align(question, 0, words.subList(table.size(), words.size()), 0, TAILS));
    }
    if (!attribute.key() && words.size() > 1 && words.getLast().equals("id")) {
      int role = align(question, 0, words.subList(0, words.size() - 1), 0, Set.of());
      best = better(best, role < 0 ? -1 : role + 1);
    }
    return best;
  }

  private static int better(int one, int other) {
    return one < 0 ? other : other < 0 ? one : Math.min(one, other);
  }

  private static int align(
      List<Map<String, Integer>> question, int at, List<String> name, int in, Set<String> tails) {
    if (at == question.size()) {
      boolean only = name.subList(in, name.size()).stream().allMatch(tails::contains);
      return only ? name.size() - in : -1;
    }
    if (in == name.size()) {
      return -1;
    }
    int best = -1;
    Integer cost = question.get(at).get(name.get(in));
    if (cost != null) {
      int rest = align(question, at + 1, name, in + 1, tails);
      best = rest < 0 ? -1 : rest + cost;
    }
    int skipped = align(question, at, name, in + 1, tails);
    return better(best, skipped < 0 ? -1 : skipped + SKIPPED);
  }
}
