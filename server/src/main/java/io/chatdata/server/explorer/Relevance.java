package io.chatdata.server.explorer;

import io.chatdata.server.sql.Catalog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How much tables have to do with a text: by the words of their names, columns, labels and
 * comments, of which rare ones tell more (inverse document frequency), and by the keys between
 * them.
 */
final class Relevance {
  private static final double IN_TABLE_NAME = 3;
  private static final double IN_COLUMN_NAME = 1;
  private static final double IN_COMMENT = 0.5;

  /** Of a table's score, what those that it has keys with get. */
  private static final double OF_A_NEIGHBOUR = 0.2;

  private static final int LEAST_PREFIX = 4;
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{L})(?=\\p{N})");

  private final Set<String> asked;

  /** By identity, for a table's own hash is of all its columns. */
  private final IdentityHashMap<Catalog.Table, Double> scores = new IdentityHashMap<>();

  /** Names repeat from table to table. */
  private final Map<String, Map<String, Double>> matchesOfName = new HashMap<>();

  private Relevance(Set<String> asked) {
    this.asked = asked;
  }

  static Relevance of(Catalog catalog, String text) {
    var relevance = new Relevance(withPairs(words(text)));
    relevance.score(catalog);
    return relevance;
  }

  /** Zero where nothing connects them. */
  double of(Catalog.Table table) {
    return scores.getOrDefault(table, 0.0);
  }

  /** True where the text has a word of this name. */
  boolean names(String name) {
    return !matchesOf(name).isEmpty();
  }

  private void score(Catalog catalog) {
    IdentityHashMap<Catalog.Table, Map<String, Double>> found = new IdentityHashMap<>();
    Map<String, Integer> frequency = new HashMap<>();
    for (Catalog.Table table : catalog.tables()) {
      Map<String, Double> hits = hits(table);
      if (!hits.isEmpty()) {
        found.put(table, hits);
        hits.keySet().forEach(word -> frequency.merge(word, 1, Integer::sum));
      }
    }
    double tables = catalog.tables().size();
    IdentityHashMap<Catalog.Table, Double> own = new IdentityHashMap<>();
    found.forEach(
        (table, hits) -> {
          double score = 0;
          for (Map.Entry<String, Double> hit : hits.entrySet()) {
            score +=
                hit.getValue() * Math.log(1 + tables / frequency.getOrDefault(hit.getKey(), 1));
          }
          own.put(table, score);
        });
    scores.putAll(own);
    own.forEach(
        (table, score) -> {
          for (Catalog.ForeignKey key : table.foreignKeys()) {
            near(catalog, key.referencedSchema(), key.referencedTable(), score);
          }
          for (Catalog.ForeignKey key : table.referencedBy()) {
            near(catalog, key.schema(), key.table(), score);
          }
        });
  }

  private void near(Catalog catalog, String schema, String name, double score) {
    catalog
        .table(schema, name)
        .ifPresent(neighbour -> scores.merge(neighbour, score * OF_A_NEIGHBOUR, Double::sum));
  }

  /** The asked words that a table has, each with the best place where it stands. */
  private Map<String, Double> hits(Catalog.Table table) {
    Map<String, Double> hits = new HashMap<>();
    look(table.name(), IN_TABLE_NAME, hits);
    look(table.schema(), IN_COLUMN_NAME, hits);
    look(table.comment(), IN_COMMENT, hits);
    for (Catalog.Column column : table.columns()) {
      look(column.name(), IN_COLUMN_NAME, hits);
      look(column.comment(), IN_COMMENT, hits);
      column.enumLabels().forEach(label -> look(label, IN_COMMENT, hits));
    }
    return hits;
  }

  private void look(String text, double weight, Map<String, Double> hits) {
    matchesOf(text).forEach((match, part) -> hits.merge(match, part * weight, Math::max));
  }

  private Map<String, Double> matchesOf(String text) {
    return matchesOfName.computeIfAbsent(
        text,
        _ -> {
          Map<String, Double> all = new HashMap<>();
          for (String word : withPairs(words(text))) {
            matches(word).forEach((match, part) -> all.merge(match, part, Math::max));
          }
          return all;
        });
  }

  /** The asked words that a word means: itself, or one that begins as it does. */
  private Map<String, Double> matches(String word) {
    if (asked.contains(word)) {
      return Map.of(word, 1.0);
    }
    Map<String, Double> matches = new HashMap<>();
    for (String candidate : asked) {
      int shorter = Math.min(candidate.length(), word.length());
      if (shorter >= LEAST_PREFIX && (candidate.startsWith(word) || word.startsWith(candidate))) {
        matches.put(candidate, 0.5);
      }
    }
    return matches;
  }

  private static List<String> words(String text) {
    return BETWEEN_WORDS
        .splitAsStream(text)
        .filter(word -> word.length() > 1)
        .map(word -> singular(word.toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** Words, and those that neighbours make together: order item and orderitem. */
  private static Set<String> withPairs(List<String> words) {
    Set<String> all = new HashSet<>(words);
    for (int i = 1; i < words.size(); i++) {
      all.add(words.get(i - 1) + words.get(i));
    }
    return all;
  }

  private static String singular(String word) {
    if (word.length() > 4 && word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.length() > 4
        && (word.endsWith("sses") || word.endsWith("xes") || word.endsWith("ches"))) {
      return word.substring(0, word.length() - 2);
    }
    return word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")
        ? word.substring(0, word.length() - 1)
        : word;
  }
}
