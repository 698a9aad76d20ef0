package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has been read of a question and still waits for a word that completes it.
 *
 * @param connector what the next noun or value is to the part in focus
 * @param focus index of the part that was named last
 * @param clause index of the part whose verb comes next, and whose time is told
 * @param negated a not waits for what it negates
 * @param values values that stand before their noun
 * @param test a comparison that waits for what is counted
 * @param column a column that waits for its value
 * @param verb a verb that waits for a time
 * @param subject an auxiliary verb was read, so that a subject may follow
 * @param object a verb of a deed was read, so that its object may follow
 * @param early conditions that were read before the first noun
 */
record Open(
    Connector connector,
    int focus,
    int clause,
    boolean negated,
    List<Condition.Mention> values,
    Optional<NumberTest> test,
    Optional<Noun> column,
    Optional<String> verb,
    boolean subject,
    boolean object,
    List<Condition> early) {
  /** What the next noun or value is to the part in focus. */
  enum Connector {
    NONE,
    /** Of, from, in, for. */
    OF,
    /** By somebody. */
    BY,
    WITH,
    WITHOUT,
    /** Who, that, which. */
    WHO,
    /** Where, whose. */
    WHERE,
    /** Is, are, after who or where. */
    IS,
    /** What is made, placed or had. */
    OBJECT,
    /** What is spent or earned. */
    MONEY,
    EXCEPT
  }

  static final Open NOTHING =
      new Open(
          Connector.NONE,
          0,
          0,
          false,
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          List.of());

  Open {
    values = List.copyOf(values);
    early = List.copyOf(early);
  }

  boolean is(Connector one) {
    return connector == one;
  }

  /** True where a question may end. */
  boolean isDone() {
    return connector == Connector.NONE
        && !negated
        && values.isEmpty()
        && test.isEmpty()
        && column.isEmpty()
        && early.isEmpty()
        && verb.stream().allMatch(Lexicon::isCreation);
  }

  /** True where nothing waits but, perhaps, a verb for its time. */
  boolean isFree() {
    return connector == Connector.NONE
        && !negated
        && values.isEmpty()
        && test.isEmpty()
        && column.isEmpty();
  }

  Open connector(Connector next) {
    return new Open(
        next, focus, clause, negated, values, test, column, verb, subject, object, early);
  }

  Open negate() {
    return new Open(
        connector, focus, clause, true, values, test, column, verb, subject, object, early);
  }

  Open value(List<Condition.Mention> more) {
    List<Condition.Mention> all = new ArrayList<>(values);
    all.addAll(more);
    return new Open(
        connector, focus, clause, negated, all, test, column, verb, subject, object, early);
  }

  Open test(NumberTest next) {
    return new Open(
        connector,
        focus,
        clause,
        negated,
        values,
        Optional.of(next),
        column,
        verb,
        subject,
        object,
        early);
  }

  Open column(Noun next) {
    return new Open(
        Connector.WHERE,
        focus,
        clause,
        negated,
        values,
        test,
        Optional.of(next),
        verb,
        subject,
        object,
        early);
  }

  Open verb(Optional<String> next) {
    return new Open(
        connector, focus, clause, negated, values, test, column, next, subject, object, early);
  }

  Open subject(boolean next) {
    return new Open(
        connector, focus, clause, negated, values, test, column, verb, next, object, early);
  }

  Open early(Condition condition) {
    List<Condition> more = new ArrayList<>(early);
    more.add(condition);
    return new Open(
        connector, focus, clause, negated, values, test, column, verb, subject, object, more);
  }

  /** Nothing waits any more. */
  Open settled() {
    return on(focus, clause);
  }

  /** Nothing waits any more, and another part is spoken of. */
  Open on(int newFocus, int newClause) {
    return new Open(
        Connector.NONE,
        newFocus,
        newClause,
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        verb,
        false,
        false,
        List.of());
  }

  /** After the verb of a deed: its object may follow. */
  Open withObject() {
    return new Open(
        connector,
        focus,
        clause,
        negated,
        values,
        test,
        column,
        Optional.empty(),
        false,
        true,
        early);
  }
}
