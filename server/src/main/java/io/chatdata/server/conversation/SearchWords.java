package io.chatdata.server.conversation;

import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words that a search is for, all of which have to be there. A word of three characters or more
 * is also found as the beginning of another and, less readily, inside of one.
 */
record SearchWords(List<String> words) {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
  private static final int MOST_CHARACTERS = 500;
  private static final int MOST_WORDS = 16;

  /** What an index of parts of words needs. */
  private static final int PART = 3;

  SearchWords {
    words = List.copyOf(words);
  }

  /**
   * Reads a query.
   *
   * @throws io.chatdata.server.base.ChatdataException INVALID_FIELD where it has no word or too
   *     much of them
   */
  static SearchWords of(String query) {
    if (query.length() > MOST_CHARACTERS) {
      throw refused(
          "query has %d characters; the most is %d".formatted(query.length(), MOST_CHARACTERS));
    }
    List<String> words =
        WORD.matcher(query.toLowerCase(Locale.ROOT))
            .results()
            .map(MatchResult::group)
            .distinct()
            .toList();
    if (words.isEmpty()) {
      throw refused(
          query.isBlank()
              ? "query is empty; give words to find"
              : "query '%s' has no letter or digit; give words to find".formatted(query));
    }
    if (words.size() > MOST_WORDS) {
      throw refused(
          "query has %d different words; the most is %d".formatted(words.size(), MOST_WORDS));
    }
    return new SearchWords(words);
  }

  private static RuntimeException refused(String message) {
    return Problem.of(Reason.INVALID_FIELD, message).atField("query").toException();
  }

  /** In the form that to_tsquery reads. */
  String textQuery() {
    return words.stream()
        .map(word -> "'" + word + (isLong(word) ? "':*" : "'"))
        .collect(Collectors.joining(" & "));
  }

  /** Patterns of LIKE, one a word. */
  List<String> patterns() {
    return words.stream().map(SearchWords::pattern).toList();
  }

  /** The pattern that an index narrows most. */
  String longestPattern() {
    return pattern(words.stream().max(Comparator.comparingInt(String::length)).orElseThrow());
  }

  boolean hasLongWord() {
    return words.stream().anyMatch(SearchWords::isLong);
  }

  private static String pattern(String word) {
    return "%" + word + "%";
  }

  private static boolean isLong(String word) {
    return word.codePointCount(0, word.length()) >= PART;
  }

  /** Finds the words in a text. */
  Pattern finder() {
    return Pattern.compile(
        words.stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(word -> isLong(word) ? word : "(?<![\\p{L}\\p{N}])" + word + "(?![\\p{L}\\p{N}])")
            .collect(Collectors.joining("|")),
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }
}
