package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a question says, before it is decided which tables and columns its nouns mean.
 *
 * @param head what is asked
 * @param parts the kinds of things that it speaks of; the first is what it is about
 * @param groups what it groups by
 * @param averaged it asks for the average of what is counted or added up
 * @param distinct it asks for different ones
 * @param yesNo it asks whether there are any
 */
record Draft(
    Optional<Head> head,
    List<Part> parts,
    List<Term> groups,
    Optional<Rank> rank,
    boolean averaged,
    boolean distinct,
    boolean yesNo) {
  static final Draft EMPTY =
      new Draft(Optional.empty(), List.of(), List.of(), Optional.empty(), false, false, false);

  Draft {
    parts = List.copyOf(parts);
    groups = List.copyOf(groups);
  }

  boolean hasTarget() {
    return !parts.isEmpty();
  }

  Part target() {
    return parts.getFirst();
  }

  Draft head(Head newHead) {
    return new Draft(Optional.of(newHead), parts, groups, rank, averaged, distinct, yesNo);
  }

  Draft plus(Part part) {
    List<Part> more = new ArrayList<>(parts);
    more.add(part);
    return new Draft(head, more, groups, rank, averaged, distinct, yesNo);
  }

  Draft change(int index, UnaryOperator<Part> change) {
    List<Part> changed = new ArrayList<>(parts);
    changed.set(index, change.apply(changed.get(index)));
    return new Draft(head, changed, groups, rank, averaged, distinct, yesNo);
  }

  Draft parts(List<Part> newParts) {
    return new Draft(head, newParts, groups, rank, averaged, distinct, yesNo);
  }

  Draft groups(List<Term> newGroups) {
    return new Draft(head, parts, newGroups, rank, averaged, distinct, yesNo);
  }

  Draft rank(Rank newRank) {
    return new Draft(head, parts, groups, Optional.of(newRank), averaged, distinct, yesNo);
  }

  Draft unranked() {
    return new Draft(head, parts, groups, Optional.empty(), averaged, distinct, yesNo);
  }

  Draft averaged(boolean newAveraged) {
    return new Draft(head, parts, groups, rank, newAveraged, distinct, yesNo);
  }

  Draft asDistinct() {
    return new Draft(head, parts, groups, rank, averaged, true, yesNo);
  }

  Draft asYesNo() {
    return new Draft(Optional.of(Head.COUNT), parts, groups, rank, averaged, distinct, true);
  }
}
