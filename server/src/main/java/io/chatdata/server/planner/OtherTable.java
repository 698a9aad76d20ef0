package io.chatdata.server.planner;

import java.util.List;
import java.util.Optional;

/** Reads "and customers?" after a question about another table: the same of this one. */
final class OtherTable {
  private static final List<Phrase> LEADS =
      Phrase.all(
          "and? what|how about the?",
          "and? now? the? same for|of|with the?",
          "and? now? for|of|from the?",
          "and also? the?",
          "now the?",
          "also the?");

  private OtherTable() {}

  static Optional<Reading> read(Reading context, Sentence sentence) {
    int start = Math.max(0, sentence.match(LEADS, 0));
    int position = sentence.skipFillers(start);
    if (position >= sentence.size()) {
      return Optional.empty();
    }
    for (Linker.Found found : sentence.linker().at(position)) {
      int end = sentence.skipFillers(found.end());
      boolean whole =
          end == sentence.size()
              || (end == sentence.size() - 1 && sentence.token(end).kind() == Token.Kind.SYMBOL);
      Optional<Entity> table = whole ? new Slots().table(found.noun()) : Optional.empty();
      if (table.isPresent()) {
        return of(context, table.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<Reading> of(Reading context, Entity entity) {
    return switch (context) {
      case Reading.Structure structure -> Optional.of(new Reading.Structure(List.of(entity)));
      case Reading.Sample sample -> Optional.of(new Reading.Sample(List.of(entity), sample.rows()));
      case Reading.Profile profile ->
          Optional.of(new Reading.Profile(entity, List.of(), profile.quality()));
      case Reading.Quality quality -> Optional.of(new Reading.Quality(List.of(entity)));
      case Reading.Statistics statistics -> Optional.of(new Reading.Statistics(entity, List.of()));
      case Reading.Patterns patterns -> Optional.of(new Reading.Patterns(entity));
      case Reading.Relations relations -> Optional.of(new Reading.Relations(List.of(entity)));
      default -> Optional.empty();
    };
  }
}
