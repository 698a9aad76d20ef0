package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a message that goes on from an earlier question: only 2025, by month, and by country? */
final class Refiner {
  /** Words that show that a message goes on from an earlier one. */
  private static final List<Phrase> LEADS =
      Phrase.all(
          "and? what|how about",
          "and? only|just",
          "and? now only|just?",
          "and? also",
          "and? then",
          "and",
          "but only?",
          "the? same for|but|in|by|with|only",
          "show|give|list it|them|that|those|this|me? only|just|again?",
          "show|give me? that|those|these|them|it",
          "break|split|group|slice it|them|that|this|those down|up?",
          "filter|restrict|limit|narrow it|them|that|this|those? down? to|by|on?",
          "make it|that|them",
          "instead",
          "can you|we|i group|split|break|show|filter|restrict it|them|that|those down?",
          "do the same for",
          "again but?");

  /** Before other things of which the same is asked. */
  private static final List<Phrase> OTHERS =
      Phrase.all("and? what|how about", "and", "and? the? same for|with", "do the same for");

  private static final List<Phrase> EXCLUDING =
      Phrase.all("and? now? excluding|except|without", "and? now? except for", "but not", "not");

  private static final List<Phrase> ADDING =
      Phrase.all("also", "as well", "additionally", "further", "too", "in addition", "then by");
  private static final List<Phrase> OF_THEM =
      Phrase.all("and? how many of them|those|these are|were|is?", "and? how many are|were");
  private static final List<Phrase> WHICH =
      Phrase.all("and? which of? them|those|these|ones? are|were?");
  private static final List<Phrase> TOP =
      Phrase.all("the? top|first|best|highest|largest", "only? the? top|first");
  private static final List<Phrase> BOTTOM = Phrase.all("the? bottom|worst|lowest|smallest|last");
  private static final Set<String> INSTEAD =
      Set.of("instead", "only", "please", "then", "though", "again");

  private final Reader reader;

  Refiner(Reader reader) {
    this.reader = reader;
  }

  /** True where the message's first words show that it goes on from an earlier one. */
  static boolean isOpen(Sentence sentence) {
    return sentence.match(LEADS, 0) > 0
        || sentence.match(EXCLUDING, 0) > 0
        || sentence.match(OF_THEM, 0) > 0
        || sentence.match(WHICH, 0) > 0;
  }

  /** The reading of a message as going on from a question; empty where it can't be. */
  Optional<Reading> read(String message, Draft before) {
    Sentence sentence = reader.sentence(trimmed(message));
    List<State> done = new ArrayList<>();
    Parser parser = new Parser(sentence);
    for (State start : starts(sentence, before)) {
      for (State state : parser.read(start)) {
        merge(before, start.draft(), state, adds(sentence)).ifPresent(done::add);
      }
    }
    ranked(sentence, before).ifPresent(done::add);
    substituted(sentence, before).ifPresent(done::add);
    if (done.isEmpty()) {
      return Optional.empty();
    }
    Reading reading = reader.decide(sentence, done, Refiner::latest);
    Reading known =
        reader.decide(sentence, List.of(new State(0, 0, before, Open.NOTHING)), Refiner::latest);
    boolean same =
        reading instanceof Reading.Ask now
            && known instanceof Reading.Ask then
            && now.query().equals(then.query());
    return same || reading instanceof Reading.Unread ? Optional.empty() : Optional.of(reading);
  }

  private static String trimmed(String message) {
    String text = message.strip().replaceFirst("[?.!]+$", "");
    int last = text.lastIndexOf(' ');
    return last > 0 && INSTEAD.contains(text.substring(last + 1).toLowerCase(java.util.Locale.ROOT))
        ? text.substring(0, last)
        : text;
  }

  private static boolean adds(Sentence sentence) {
    for (int i = 0; i < sentence.size(); i++) {
      if (sentence.match(ADDING, i) > 0) {
        return true;
      }
    }
    return false;
  }

  private static List<State> starts(Sentence sentence, Draft before) {
    List<State> starts = new ArrayList<>();
    Open open = Open.NOTHING;
    int excluding = sentence.match(EXCLUDING, 0);
    if (excluding > 0) {
      return List.of(
          new State(excluding, 0, before, open.connector(Open.Connector.EXCEPT)),
          new State(0, 0, before, open));
    }
    int lead = Math.max(0, sentence.match(LEADS, 0));
    starts.add(new State(lead, 0, before, open));
    starts.add(new State(lead, 1, before, open.connector(Open.Connector.OF)));
    if (lead > 0) {
      starts.add(new State(0, 1, before, open));
    }

    int ofThem = sentence.match(OF_THEM, 0);
    Draft plain = before.groups(List.of()).unranked();
    if (ofThem > 0) {
      starts.add(new State(ofThem, 0, plain.head(Head.COUNT), open.connector(Open.Connector.IS)));
      starts.add(new State(ofThem, 0, plain.head(Head.COUNT), open));
    }
    int which = sentence.match(WHICH, 0);
    if (which > 0) {
      starts.add(new State(which, 0, plain.head(Head.LIST), open.connector(Open.Connector.IS)));
    }
    return starts;
  }

  /** Top 3: of the groups that were shown. */
  private static Optional<State> ranked(Sentence sentence, Draft before) {
    int lead = Math.max(0, sentence.match(LEADS, 0));
    int top = sentence.match(TOP, lead);
    int bottom = sentence.match(BOTTOM, lead);
    int at = Math.max(top, bottom);
    Optional<NumberWords.Found> number = at < 0 ? Optional.empty() : sentence.number(at);
    int end = number.map(NumberWords.Found::end).orElse(-1);
    boolean whole = end > 0 && sentence.skipFillers(end) == sentence.size();
    Optional<Integer> limit =
        number.flatMap(NumberWords.Found::whole).filter(n -> n > 0 && n <= 1000);
    if (!whole || limit.isEmpty()) {
      return Optional.empty();
    }
    Optional<Rank> known = before.rank();
    if (known.isPresent()) {
      boolean descending = top > 0 ? known.get().descending() : !known.get().descending();
      Rank rank = new Rank(limit.get(), descending, known.get().by());
      return Optional.of(new State(end, 0, before.rank(rank), Open.NOTHING));
    }
    if (before.groups().isEmpty()) {
      return Optional.empty();
    }
    Rank rank = new Rank(limit.get(), top > 0, Optional.of(new Rank.By.Result()));
    return Optional.of(new State(end, 0, before.rank(rank), Open.NOTHING));
  }

  /** What about customers: the same question of other things. */
  private static Optional<State> substituted(Sentence sentence, Draft before) {
    int lead = sentence.skipFillers(Math.max(0, sentence.match(OTHERS, 0)));
    if (lead >= sentence.size() || before.parts().size() != 1 || sentence.match(EXCLUDING, 0) > 0) {
      return Optional.empty();
    }
    for (Linker.Found found : sentence.linker().at(lead)) {
      if (sentence.skipFillers(found.end()) == sentence.size() && found.noun().canBeTable()) {
        Draft after = before.change(0, part -> part.called(found.noun()));
        return Optional.of(
            new State(sentence.size(), found.noun().cost() + 1, after, Open.NOTHING));
      }
    }
    return Optional.empty();
  }

  /** Of two values that were said of one column, the later is meant. */
  private static Query latest(Query query) {
    Map<Object, Filter> latest = new LinkedHashMap<>();
    for (Filter filter : query.filters()) {
      Object subject =
          switch (filter) {
            case Filter.OneOf f when !f.negated() -> List.of(f.path(), f.attribute());
            case Filter.Is f -> List.of(f.path(), f.flag());
            case Filter.Compared f -> List.of(f.path(), f.measure());
            default -> filter;
          };
      latest.remove(subject);
      latest.put(subject, filter);
    }
    return query.filters(List.copyOf(latest.values()));
  }

  /**
   * What was said before and what is said now: a new period takes the place of the old one, and new
   * groups that of the old ones unless they are to be added.
   */
  private static Optional<State> merge(Draft before, Draft start, State state, boolean adds) {
    Draft after = state.draft();
    if (after.equals(start)) {
      return after.equals(before) ? Optional.empty() : Optional.of(state);
    }
    boolean empty =
        after.parts().stream()
            .skip(start.parts().size())
            .anyMatch(part -> part.tie() == Part.Tie.OF && part.conditions().isEmpty());
    if (empty) {
      return Optional.empty();
    }
    Draft merged = after;
    boolean newPeriod = false;
    for (int i = 0; i < after.parts().size(); i++) {
      int known = i < start.parts().size() ? start.parts().get(i).conditions().size() : 0;
      newPeriod |=
          after.parts().get(i).conditions().stream()
              .skip(known)
              .anyMatch(Condition.During.class::isInstance);
    }
    if (newPeriod) {
      merged = withoutPeriods(start, merged);
    }
    if (after.groups().size() > start.groups().size() && !start.groups().isEmpty() && !adds) {
      List<Term> added = after.groups().subList(start.groups().size(), after.groups().size());
      merged = merged.groups(added);
    }
    if (!after.groups().equals(start.groups()) && start.rank().isPresent()) {
      merged = merged.unranked();
    }
    return Optional.of(state.draft(merged));
  }

  private static Draft withoutPeriods(Draft start, Draft after) {
    List<Part> parts = new ArrayList<>();
    boolean moved = false;
    List<Condition> fresh = new ArrayList<>();
    int holder = 0;
    for (int i = 0; i < after.parts().size(); i++) {
      Part part = after.parts().get(i);
      int known = i < start.parts().size() ? start.parts().get(i).conditions().size() : 0;
      List<Condition> kept = new ArrayList<>();
      for (int c = 0; c < part.conditions().size(); c++) {
        Condition condition = part.conditions().get(c);
        boolean period = condition instanceof Condition.During;
        if (period && c < known) {
          holder = i;
          moved = true;
        } else if (period && i < start.parts().size()) {
          fresh.add(condition);
        } else {
          kept.add(condition);
        }
      }
      parts.add(part.with(kept));
    }
    // The new period is told of what the old one was told of.
    int index = moved ? holder : 0;
    List<Condition> all = new ArrayList<>(parts.get(index).conditions());
    Optional<String> verb = verb(start);
    for (Condition condition : fresh) {
      if (condition instanceof Condition.During(Window window, Optional<String> own)) {
        all.add(new Condition.During(window, own.or(() -> verb)));
      }
    }
    parts.set(index, parts.get(index).with(all));
    return after.parts(parts);
  }

  private static Optional<String> verb(Draft draft) {
    return draft.parts().stream()
        .flatMap(part -> part.conditions().stream())
        .filter(Condition.During.class::isInstance)
        .map(Condition.During.class::cast)
        .findFirst()
        .flatMap(Condition.During::verb);
  }
}
