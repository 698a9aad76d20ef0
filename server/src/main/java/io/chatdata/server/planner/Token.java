package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;

/**
 * A piece of a question.
 *
 * @param text as written, a quoted text without its quotes
 * @param lower the same in lower case
 * @param forms the same and what it may be the plural of
 * @param start where it starts in the question
 * @param end where it ends
 */
record Token(Kind kind, String text, String lower, Set<String> forms, int start, int end) {
  static Token of(Kind kind, String text, int start, int end) {
    String lower = text.toLowerCase(Locale.ROOT);
    return new Token(kind, text, lower, Words.forms(lower), start, end);
  }

  enum Kind {
    /** Letters, perhaps with digits, underscores and dots, as an identifier has. */
    WORD,
    /** A number; its text has neither separators nor a suffix. */
    NUMBER,
    QUOTED,
    /** A date such as 2025-03-31. */
    DATE,
    SYMBOL
  }

  boolean is(String word) {
    return kind != Kind.QUOTED && lower.equals(word);
  }

  boolean isWord() {
    return kind == Kind.WORD;
  }

  boolean isNumber() {
    return kind == Kind.NUMBER;
  }

  /** The value of a number. */
  BigDecimal number() {
    return new BigDecimal(text);
  }

  /** True where it is written as a name is: with a capital letter, but not in capitals alone. */
  boolean isCapitalized() {
    return kind == Kind.WORD && Character.isUpperCase(text.codePointAt(0));
  }
}
