package io.chatdata.server.planner;

import java.util.Optional;

/**
 * An order by size, and how many of the first are wanted.
 *
 * @param limit how many; {@link #ALL}, or {@link #UNSAID}
 * @param descending largest first
 * @param by what is compared; empty where the question doesn't say
 */
record Rank(int limit, boolean descending, Optional<By> by) {
  static final int ALL = 0;

  /** The question doesn't say how many: one for a singular, else a few. */
  static final int UNSAID = -1;

  /** What is compared. */
  sealed interface By {
    /**
     * A number of the thing or of what belongs to it.
     *
     * @param head how several are put together; LIST where the question doesn't say
     */
    record Measure(Head head, Noun noun) implements By {}

    /** How many of something belong to it. */
    record Count(Noun noun) implements By {}

    /** How much was sold of it. */
    record Sold() implements By {}

    /** Money that was spent or earned. */
    record Money(String word) implements By {}

    /** How many rows it has: how common it is. */
    record Frequency() implements By {}

    /** The question says it later, as in: which 5 customers have the most orders. */
    record Later() implements By {}

    /** The result itself: its groups are put in order. */
    record Result() implements By {}

    /** When it happened. */
    record Time(Optional<String> verb) implements By {}

    /** A column that an adjective speaks of. */
    record Degree(String adjective, Lexicon.Degree degree) implements By {}
  }

  Rank by(By what) {
    return new Rank(limit, descending, Optional.of(what));
  }

  Rank limited(int newLimit) {
    return new Rank(newLimit, descending, by);
  }
}
