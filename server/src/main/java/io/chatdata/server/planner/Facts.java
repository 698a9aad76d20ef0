package io.chatdata.server.planner;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the meaning of a question is decided by, and what is missing for it.
 *
 * @param unknown values that must be looked up in the data first
 * @param problems why readings were given up, in words
 */
record Facts(
    Vocabulary vocabulary,
    Worth worth,
    Times times,
    Values values,
    Set<String> unknown,
    Set<String> problems) {
  static Facts of(Vocabulary vocabulary, Values values) {
    Schema schema = vocabulary.schema();
    return new Facts(
        vocabulary,
        new Worth(schema),
        new Times(schema),
        values,
        new LinkedHashSet<>(),
        new LinkedHashSet<>());
  }

  Schema schema() {
    return vocabulary.schema();
  }

  Joins joins() {
    return schema().joins();
  }

  void problem(String words) {
    problems.add(words);
  }

  /** The paths up from one table to another, each as an option; dearer where there are several. */
  List<Option<List<Hop>>> up(Entity from, Entity to) {
    return joins().up(from, to).stream().map(path -> new Option<>(path, cost(path))).toList();
  }

  private static int cost(List<Hop> path) {
    int concluded = (int) path.stream().filter(hop -> !hop.declared()).count();
    return Math.max(0, path.size() - 1) + concluded;
  }
}
