package io.chatdata.server.explorer;

import io.chatdata.server.sql.Catalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How much tables have to do with a text: by the words of their names, columns, labels and
 * comments, of which rare ones tell more (inverse document frequency), and by the keys between
 * them.
 */
final class Relevance {
  /** How sure it is that a word means what was asked, where it isn't the word itself. */
  private static final double OF_A_CLOSE_SYNONYM = 0.8;

  private static final double OF_A_LOOSE_SYNONYM = 0.5;
  private static final double OF_A_PART = 0.5;

  /** Of a table's score, what those that it has keys with get. */
  private static final double OF_A_NEIGHBOUR = 0.6;

  private static final int MOST_STEPS = 3;
  private static final int MOST_THAT_GIVE = 50;
  private static final int LEAST_PREFIX = 4;

  /** Of a longer text the end counts, which is what was asked last. */
  private static final int MOST_CHARACTERS = 4000;

  /** Words of a name that may be asked one after the other. */
  private static final int LONGEST_PHRASE = 4;

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_]+");

  /** Words that say nothing of what is asked about. */
  private static final Set<String> SILENT =
      Set.of(
          "a", "i", "the", "of", "by", "in", "on", "at", "for", "from", "to", "with", "and", "or",
          "an", "is", "are", "was", "were", "be", "been", "do", "does", "did", "has", "have", "had",
          "what", "which", "who", "whose", "how", "when", "where", "many", "much", "each", "all",
          "any", "we", "our", "us", "me", "my", "it", "its", "they", "their", "them", "there",
          "that", "this", "than", "as", "not", "no", "if", "show", "list", "give", "tell", "find");

  private final SchemaIndex index;

  /** What was asked, word by word: the words of the catalogue that may mean it, and how surely. */
  private final List<Map<String, Double>> asked = new ArrayList<>();

  /** By the tables' places in the catalogue. */
  private final double[] scores;

  private Relevance(SchemaIndex index, int tables) {
    this.index = index;
    scores = new double[tables];
  }

  static Relevance of(Catalog catalog, String text) {
    var relevance = new Relevance(SchemaIndex.of(catalog), catalog.tables().size());
    relevance.read(text);
    relevance.score();
    return relevance;
  }

  /** Of the table at this place of the catalogue; zero where nothing connects them. */
  double of(int table) {
    return scores[table];
  }

  /** True where the text has a word of this name. */
  boolean names(String name) {
    return SchemaIndex.withPairs(Names.words(name)).stream()
        .anyMatch(word -> asked.stream().anyMatch(meanings -> meanings.containsKey(word)));
  }

  private void read(String text) {
    String end = text.substring(Math.max(0, text.length() - MOST_CHARACTERS));
    Set<String> said = new HashSet<>();
    List<String> run = new ArrayList<>();
    for (String token : BETWEEN_WORDS.split(end, -1)) {
      for (String word : Names.words(token)) {
        if (SILENT.contains(word)) {
          run.clear();
          continue;
        }
        if (said.add(word)) {
          asked.add(meanings(word, token.toLowerCase(Locale.ROOT)));
        }
        run.add(word);
        for (int first = 0; first < run.size() - 1; first++) {
          List<String> phrase = run.subList(first, run.size());
          if (said.add(SchemaIndex.whole(phrase))) {
            asked.add(meanings(phrase));
          }
        }
        if (run.size() == LONGEST_PHRASE) {
          run.removeFirst();
        }
      }
    }
    asked.removeIf(Map::isEmpty);
  }

  /** Of words one after the other: a name that is them, or the two written as one. */
  private Map<String, Double> meanings(List<String> phrase) {
    Map<String, Double> meanings = new HashMap<>();
    known(SchemaIndex.whole(phrase), 1, meanings);
    if (phrase.size() == 2) {
      known(String.join("", phrase), 1, meanings);
    }
    return meanings;
  }

  private Map<String, Double> meanings(String word, String token) {
    Map<String, Double> meanings = new HashMap<>();
    for (String form : Words.bases(token)) {
      known(form, 1, meanings);
      parts(form, meanings);
    }
    known(word, 1, meanings);
    parts(word, meanings);
    Synonyms.of(word)
        .forEach(
            (other, distance) ->
                known(other, distance == 1 ? OF_A_CLOSE_SYNONYM : OF_A_LOOSE_SYNONYM, meanings));
    return meanings;
  }

  private void known(String word, double sure, Map<String, Double> meanings) {
    for (String key : List.of(word, " " + word)) {
      if (!index.hits(key).isEmpty()) {
        meanings.merge(key, sure, Math::max);
      }
    }
  }

  /** Words that begin as it does or that it begins with, and those that leave letters out. */
  private void parts(String word, Map<String, Double> meanings) {
    if (word.length() < LEAST_PREFIX) {
      return;
    }
    for (String other : index.words(word.charAt(0))) {
      boolean begins =
          other.startsWith(word) || (other.length() >= LEAST_PREFIX && word.startsWith(other));
      if (begins || Names.isShortFor(other, word)) {
        known(other, OF_A_PART, meanings);
      }
    }
  }

  private void score() {
    double[] named = named();
    for (Map<String, Double> meanings : asked) {
      Map<Integer, Double> best = new HashMap<>();
      meanings.forEach(
          (word, sure) -> {
            double telling = sure * index.telling(word);
            for (SchemaIndex.Hit hit : index.hits(word)) {
              double part = hit.inName() ? 0.5 + 0.5 * named[hit.table()] : 1;
              best.merge(hit.table(), hit.weight() * telling * part, Math::max);
            }
          });
      best.forEach((table, score) -> scores[table] += score);
    }
    spread(scores.clone());
  }

  /** Gives those near the best tables a share, and those near them a share of it, and so on. */
  private void spread(double[] own) {
    double[] given = own;
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] from = given;
      double[] next = new double[own.length];
      IntStream.range(0, from.length)
          .filter(table -> from[table] > 0)
          .boxed()
          .sorted(Comparator.comparingDouble(table -> -from[table]))
          .limit(MOST_THAT_GIVE)
          .forEach(
              table ->
                  index
                      .near(table)
                      .forEach(
                          other ->
                              next[other] = Math.max(next[other], OF_A_NEIGHBOUR * from[table])));
      for (int table = 0; table < own.length; table++) {
        scores[table] = Math.max(scores[table], own[table] + next[table]);
      }
      given = next;
    }
  }

  /** By the tables' places, how much of their names was asked, as a share. */
  private double[] named() {
    Map<Integer, Map<String, Double>> words = new HashMap<>();
    for (Map<String, Double> meanings : asked) {
      meanings.forEach(
          (word, sure) -> {
            for (SchemaIndex.Hit hit : index.hits(word)) {
              if (hit.inName()) {
                words
                    .computeIfAbsent(hit.table(), _ -> new HashMap<>())
                    .merge(word, sure, Math::max);
              }
            }
          });
    }
    double[] named = new double[scores.length];
    words.forEach((table, said) -> named[table] = share(table, said));
    return named;
  }

  private double share(int table, Map<String, Double> said) {
    double all = 0;
    double part = 0;
    for (String word : index.words(table)) {
      all += index.telling(word);
      part += index.telling(word) * said.getOrDefault(word, 0.0);
    }
    return part / all;
  }
}
