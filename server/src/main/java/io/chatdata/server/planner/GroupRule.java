package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What a question groups by: per country, by month, for each segment, monthly. */
final class GroupRule implements Rule {
  private static final List<Phrase> BY =
      Phrase.all(
          "by",
          "across all? the? different?",
          "broken|break|split|grouped|group|segmented|divided|separated|sliced|bucketed|organized|organised"
              + " up? it|them|that|this? by|into|down",
          "broken|break|split it|them|that|this? down|up? by|into",
          "breakdown|split|distribution by|over|across",
          "distributed|spread across|over|among|by",
          "according to",
          "for the? different|various",
          "as a function of",
          "grouped|split on|per",
          "in terms of",
          "and by");
  private static final List<Phrase> PER =
      Phrase.all(
          "per",
          "for|in|of|at|from|by|to|on|within each|every",
          "each|every",
          "for|in|from|of all? the? individual|single");
  private static final List<Phrase> AND =
      Phrase.all(",? and|& then? by|per?", ",", "and|& by|per each?");
  private static final List<Phrase> OVER_TIME =
      Phrase.all(
          "over time", "over the months", "month by month", "month over month", "month to month");
  private static final Map<String, TimeUnit> ADVERBS = adverbs();
  private static final Set<String> DONE =
      Set.of(
          "made",
          "placed",
          "bought",
          "ordered",
          "purchased",
          "created",
          "done",
          "given",
          "written",
          "submitted",
          "booked",
          "borrowed",
          "rented",
          "paid",
          "sent",
          "received",
          "sold",
          "taken");
  private static final List<Phrase> WEEKDAY =
      Phrase.all("day|days of the? week", "weekday", "week day", "dow");
  private static final List<Phrase> HOUR =
      Phrase.all("hour of the? day", "hour", "time of the? day", "hours of day");
  private static final List<Phrase> MONTH_OF_YEAR =
      Phrase.all("month of the? year", "calendar month", "season");
  private static final Map<String, TimeUnit> UNITS =
      Map.of(
          "day", TimeUnit.DAY,
          "date", TimeUnit.DAY,
          "week", TimeUnit.WEEK,
          "month", TimeUnit.MONTH,
          "quarter", TimeUnit.QUARTER,
          "year", TimeUnit.YEAR);

  private record Found(Term term, int end, int cost) {}

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Open open = state.open();
    if (!open.isFree()) {
      return;
    }
    int by = sentence.match(BY, state.at());
    int per = sentence.match(PER, state.at());
    if (by > 0) {
      boolean agent = sentence.is(state.at(), "by") && isParticiple(sentence, state.at() - 1);
      terms(state, sentence, sentence.skipFillers(by), false, agent, next);
    }
    if (per > 0) {
      terms(state, sentence, per, true, false, next);
    }
    TimeUnit adverb = ADVERBS.get(sentence.token(state.at()).lower());
    if (adverb != null) {
      // "Average daily revenue" is that of a day, "daily average revenue" that by day.
      boolean of =
          !state.draft().hasTarget()
              && state.draft().head().stream().anyMatch(Head.AVERAGE::equals);
      State after = add(state.to(state.at() + 1), List.of(new Term.ByTime(adverb, of)), 0);
      next.accept(of ? after.change(draft -> draft.averaged(true)) : after);
    }
    int overTime = sentence.match(OVER_TIME, state.at());
    if (overTime > 0) {
      Term month = new Term.ByTime(TimeUnit.MONTH, false);
      next.accept(add(state.to(overTime), List.of(month), 0));
    }
  }

  /** The unit of time that is named at a position, and where its name ends. */
  static Optional<Map.Entry<TimeUnit, Integer>> unit(Sentence sentence, int position) {
    if (position >= sentence.size()) {
      return Optional.empty();
    }
    int weekday = sentence.match(WEEKDAY, position);
    if (weekday > 0) {
      return Optional.of(Map.entry(TimeUnit.WEEKDAY, weekday));
    }
    int monthOfYear = sentence.match(MONTH_OF_YEAR, position);
    if (monthOfYear > 0) {
      return Optional.of(Map.entry(TimeUnit.MONTH_OF_YEAR, monthOfYear));
    }
    int hour = sentence.match(HOUR, position);
    if (hour > 0) {
      return Optional.of(Map.entry(TimeUnit.HOUR_OF_DAY, hour));
    }
    int start =
        sentence.is(position, "calendar") && position + 1 < sentence.size()
            ? position + 1
            : position;
    TimeUnit unit = UNITS.get(Words.singular(sentence.token(start).lower()));
    return unit == null ? Optional.empty() : Optional.of(Map.entry(unit, start + 1));
  }

  private static void terms(
      State state,
      Sentence sentence,
      int position,
      boolean per,
      boolean agent,
      Consumer<State> next) {
    for (Found first : at(sentence, position, per)) {
      List<Term> terms = new ArrayList<>(List.of(first.term()));
      int end = first.end();
      int cost = first.cost() + (agent && isTable(first.term()) ? 2 : 0);
      next.accept(add(state.to(end), terms, cost));
      while (end < sentence.size()) {
        int and = sentence.match(AND, end);
        List<Found> more = and < 0 ? List.of() : at(sentence, sentence.skipFillers(and), per);
        if (more.isEmpty()) {
          break;
        }
        terms = new ArrayList<>(terms);
        terms.add(more.getFirst().term());
        end = more.getFirst().end();
        cost += more.getFirst().cost();
        next.accept(add(state.to(end), terms, cost));
      }
    }
  }

  /** "Placed by" rather says who did it. */
  private static boolean isParticiple(Sentence sentence, int position) {
    return position >= 0 && DONE.contains(sentence.token(position).lower());
  }

  private static boolean isTable(Term term) {
    return term instanceof Term.ByNoun by && by.noun().canBeTable();
  }

  private static List<Found> at(Sentence sentence, int position, boolean per) {
    List<Found> found = new ArrayList<>();
    unit(sentence, position)
        .ifPresent(
            unit -> found.add(new Found(new Term.ByTime(unit.getKey(), per), unit.getValue(), 0)));
    if (position < sentence.size()) {
      for (Linker.Found noun : sentence.linker().at(position)) {
        if (noun.noun().canBeGroup()) {
          found.add(new Found(new Term.ByNoun(noun.noun(), per), noun.end(), noun.noun().cost()));
        }
      }
    }
    return found;
  }

  private static State add(State state, List<Term> terms, int cost) {
    List<Term> all = new ArrayList<>(state.draft().groups());
    Set<Term> known = new HashSet<>(all);
    terms.stream().filter(known::add).forEach(all::add);
    return state.draft(state.draft().groups(all)).plus(cost);
  }

  private static Map<String, TimeUnit> adverbs() {
    Map<String, TimeUnit> adverbs = new HashMap<>();
    adverbs.put("hourly", TimeUnit.HOUR_OF_DAY);
    adverbs.put("daily", TimeUnit.DAY);
    adverbs.put("weekly", TimeUnit.WEEK);
    adverbs.put("monthly", TimeUnit.MONTH);
    adverbs.put("quarterly", TimeUnit.QUARTER);
    adverbs.put("yearly", TimeUnit.YEAR);
    adverbs.put("annual", TimeUnit.YEAR);
    adverbs.put("annually", TimeUnit.YEAR);
    return Map.copyOf(adverbs);
  }
}
