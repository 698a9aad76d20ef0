package io.chatdata.server.planner;

import java.util.List;
import java.util.Optional;

/** What a question says about the rows that it wants. */
sealed interface Condition {
  /**
   * A column has one of some values.
   *
   * @param column empty where the question names only the value
   */
  record Values(Optional<Noun> column, List<Mention> values, boolean negated) implements Condition {
    public Values {
      values = List.copyOf(values);
    }
  }

  /**
   * A number compares with another.
   *
   * @param column empty where the question doesn't say what is compared, as in orders over 100
   */
  record Compares(Optional<Noun> column, NumberTest test) implements Condition {}

  /** A column is filled, or is not. */
  record Filled(Noun column, boolean filled) implements Condition {}

  /** What a verb tells has happened to the row, as a column for its time shows. */
  record Happened(String verb, boolean happened) implements Condition {}

  /** A text contains, starts or ends with another. */
  record Contains(Noun column, Place place, String text) implements Condition {}

  enum Place {
    ANYWHERE,
    START,
    END
  }

  /** The row's key. */
  record Key(String value) implements Condition {}

  /** What was spent or earned with it, all told. */
  record Spent(NumberTest test) implements Condition {}

  /** It lies in a stretch of time, by the moment that a verb tells. */
  record During(Window window, Optional<String> verb) implements Condition {}

  /** A column with times lies in a stretch of time. */
  record Dated(Noun column, Window window) implements Condition {}

  /**
   * A value as a question has it.
   *
   * @param participle it is the form of a verb, such as cancelled
   */
  record Mention(String text, boolean participle) {}
}
