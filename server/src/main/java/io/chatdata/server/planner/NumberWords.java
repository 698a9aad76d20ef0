package io.chatdata.server.planner;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Numbers as people write them: 5, five, a hundred, 2.5 million. */
final class NumberWords {
  private static final Map<String, Integer> SMALL =
      Map.ofEntries(
          Map.entry("zero", 0),
          Map.entry("one", 1),
          Map.entry("two", 2),
          Map.entry("three", 3),
          Map.entry("four", 4),
          Map.entry("five", 5),
          Map.entry("six", 6),
          Map.entry("seven", 7),
          Map.entry("eight", 8),
          Map.entry("nine", 9),
          Map.entry("ten", 10),
          Map.entry("eleven", 11),
          Map.entry("twelve", 12),
          Map.entry("dozen", 12),
          Map.entry("thirteen", 13),
          Map.entry("fourteen", 14),
          Map.entry("fifteen", 15),
          Map.entry("sixteen", 16),
          Map.entry("eighteen", 18),
          Map.entry("twenty", 20),
          Map.entry("thirty", 30),
          Map.entry("forty", 40),
          Map.entry("fifty", 50),
          Map.entry("sixty", 60),
          Map.entry("ninety", 90));

  private static final Map<String, Integer> SCALES =
      Map.of("hundred", 100, "thousand", 1_000, "million", 1_000_000);

  private static final Map<String, Integer> ORDINALS =
      Map.of(
          "first", 1, "second", 2, "third", 3, "fourth", 4, "1st", 1, "2nd", 2, "3rd", 3, "4th", 4);

  private NumberWords() {}

  /** A number and where it ends. */
  record Found(BigDecimal value, int end) {
    /** The value where it is a whole number that fits. */
    Optional<Integer> whole() {
      try {
        return Optional.of(value.intValueExact());
      } catch (ArithmeticException e) {
        return Optional.empty();
      }
    }
  }

  static Optional<Found> at(List<Token> tokens, int position) {
    if (position >= tokens.size()) {
      return Optional.empty();
    }
    int start = currency(tokens, position) ? position + 1 : position;
    if (start >= tokens.size()) {
      return Optional.empty();
    }
    Token token = tokens.get(start);
    BigDecimal value = null;
    int end = start + 1;
    if (token.isNumber()) {
      value = token.number();
    } else if (token.isWord() && SMALL.containsKey(token.lower())) {
      value = BigDecimal.valueOf(SMALL.getOrDefault(token.lower(), 0));
    } else if (token.is("a") && end < tokens.size() && scale(tokens.get(end)) != null) {
      value = BigDecimal.ONE;
    } else if (token.is("a") && end < tokens.size() && tokens.get(end).is("dozen")) {
      value = BigDecimal.valueOf(12);
      end++;
    }
    if (value == null) {
      return Optional.empty();
    }
    Integer scale = end < tokens.size() ? scale(tokens.get(end)) : null;
    if (scale != null) {
      value = value.multiply(BigDecimal.valueOf(scale));
      end++;
    }
    return Optional.of(new Found(value, end));
  }

  /** First to fourth. */
  static Optional<Integer> ordinal(Token token) {
    return Optional.ofNullable(ORDINALS.get(token.lower()));
  }

  private static boolean currency(List<Token> tokens, int position) {
    Token token = tokens.get(position);
    return token.is("$") || token.is("€") || token.is("£");
  }

  private static @org.jspecify.annotations.Nullable Integer scale(Token token) {
    return token.isWord() ? SCALES.get(token.lower()) : null;
  }
}
