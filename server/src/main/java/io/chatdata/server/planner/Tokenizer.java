package io.chatdata.server.planner;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a question into tokens. Short forms are written out: what's becomes what is. */
final class Tokenizer {
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}(?![\\d-])");
  private static final Pattern MONTH = Pattern.compile("\\d{4}-(0[1-9]|1[0-2])(?![\\d-])");
  private static final Pattern NUMBER =
      Pattern.compile(
          "(\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+\\.\\d+|\\.\\d+|\\d+)(k|m|bn|st|nd|rd|th)?(?![\\p{L}\\d_])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\d_][\\p{L}\\p{M}\\d_$]*(?:\\.[\\p{L}_][\\p{L}\\p{M}\\d_$]*)*");
  private static final Pattern EMAIL =
      Pattern.compile("e-(mail(?:s|ed)?)(?![\\p{L}\\d_-])", Pattern.CASE_INSENSITIVE);
  private static final Pattern SYMBOL =
      Pattern.compile(">=|<=|<>|!=|==|[^\\s]", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Map<Character, Character> QUOTES =
      Map.of('"', '"', '“', '”', '„', '“', '‘', '’', '\'', '\'', '`', '`', '«', '»');
  private static final Map<String, BigDecimal> MULTIPLES =
      Map.of(
          "k", BigDecimal.valueOf(1_000),
          "m", BigDecimal.valueOf(1_000_000),
          "bn", BigDecimal.valueOf(1_000_000_000));

  /** What follows the apostrophe of a short form, and the word that it stands for. */
  private static final Map<String, String> SHORT_FORMS =
      Map.of("re", "are", "ve", "have", "ll", "will", "d", "would", "m", "am");

  /** Words after which 's is the verb is, not a genitive. */
  private static final List<String> BEFORE_IS =
      List.of("what", "who", "how", "where", "when", "which", "that", "there", "it", "here");

  private final String question;
  private final List<Token> tokens = new ArrayList<>();
  private int position;

  private Tokenizer(String question) {
    this.question = question;
  }

  static List<Token> tokens(String question) {
    Tokenizer tokenizer = new Tokenizer(question);
    while (tokenizer.position < question.length()) {
      tokenizer.next();
    }
    return List.copyOf(tokenizer.tokens);
  }

  private void next() {
    char first = question.charAt(position);
    if (Character.isWhitespace(first)) {
      position++;
    } else if (!quoted(first) && !date() && !number() && !email()) {
      Optional<String> word = match(WORD);
      if (word.isPresent()) {
        word(word.get());
      } else {
        String symbol = match(SYMBOL).orElse(String.valueOf(first));
        add(Token.Kind.SYMBOL, symbol, symbol.length());
      }
    }
  }

  /** A quotation: after a blank or at the start, and closed before a blank or punctuation. */
  private boolean quoted(char first) {
    Character closing = QUOTES.get(first);
    if (closing == null || (position > 0 && isLetter(question.charAt(position - 1)))) {
      return false;
    }
    for (int end = position + 1; end < question.length(); end++) {
      boolean last = end + 1 == question.length() || !isLetter(question.charAt(end + 1));
      if (question.charAt(end) == closing && last && end > position + 1) {
        String text = question.substring(position + 1, end);
        tokens.add(Token.of(Token.Kind.QUOTED, text, position + 1, end));
        position = end + 1;
        return true;
      }
    }
    return false;
  }

  private boolean date() {
    Optional<String> date = match(DATE).or(() -> match(MONTH));
    date.ifPresent(text -> add(Token.Kind.DATE, text, text.length()));
    return date.isPresent();
  }

  private boolean number() {
    Matcher matcher = NUMBER.matcher(question).region(position, question.length());
    if (!matcher.lookingAt()) {
      return false;
    }
    BigDecimal value = new BigDecimal(matcher.group(1).replace(",", ""));
    String suffix = matcher.group(2) == null ? "" : matcher.group(2).toLowerCase(Locale.ROOT);
    BigDecimal multiple = MULTIPLES.get(suffix);
    String text = (multiple == null ? value : value.multiply(multiple)).toPlainString();
    boolean ordinal = !suffix.isEmpty() && multiple == null;
    add(
        ordinal ? Token.Kind.WORD : Token.Kind.NUMBER,
        ordinal ? text + suffix : text,
        matcher.end() - position);
    return true;
  }

  /** The one word that is often written with a hyphen where the column's name has none. */
  private boolean email() {
    Optional<String> email = match(EMAIL);
    email.ifPresent(word -> add(Token.Kind.WORD, word.replace("-", ""), word.length()));
    return email.isPresent();
  }

  /** A word and, where an apostrophe follows, the rest of a short form or a genitive. */
  private void word(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    int after = position + word.length();
    String rest = "";
    if (after + 1 < question.length() && isApostrophe(question.charAt(after))) {
      Matcher letters =
          Pattern.compile("\\p{L}+").matcher(question).region(after + 1, question.length());
      rest = letters.lookingAt() ? letters.group() : "";
    }
    String tail = rest.toLowerCase(Locale.ROOT);
    int length = word.length() + (rest.isEmpty() ? 0 : rest.length() + 1);
    if (tail.equals("t") && lower.endsWith("n")) {
      add(Token.Kind.WORD, negated(lower), 0);
      add(Token.Kind.WORD, "not", length);
    } else if (tail.equals("s")) {
      add(Token.Kind.WORD, word, BEFORE_IS.contains(lower) ? 0 : length);
      if (BEFORE_IS.contains(lower)) {
        add(Token.Kind.WORD, "is", length);
      }
    } else if (SHORT_FORMS.containsKey(tail)) {
      add(Token.Kind.WORD, word, 0);
      add(Token.Kind.WORD, SHORT_FORMS.getOrDefault(tail, tail), length);
    } else if (!rest.isEmpty()) {
      // A name such as O'Brien.
      add(Token.Kind.WORD, question.substring(position, position + length), length);
    } else {
      add(Token.Kind.WORD, word, length);
      if (position < question.length() && isApostrophe(question.charAt(position))) {
        position++;
      }
    }
  }

  private static String negated(String lower) {
    return switch (lower) {
      case "can" -> "can";
      case "won" -> "will";
      case "shan" -> "shall";
      default -> lower.substring(0, lower.length() - 1);
    };
  }

  private Optional<String> match(Pattern pattern) {
    Matcher matcher = pattern.matcher(question).region(position, question.length());
    return matcher.lookingAt() ? Optional.of(matcher.group()) : Optional.empty();
  }

  private void add(Token.Kind kind, String text, int length) {
    int end = length == 0 ? position + text.length() : position + length;
    tokens.add(Token.of(kind, text, position, Math.min(end, question.length())));
    position += length;
  }

  private static boolean isLetter(char character) {
    return Character.isLetterOrDigit(character) || character == '_';
  }

  private static boolean isApostrophe(char character) {
    return character == '\'' || character == '’';
  }
}
