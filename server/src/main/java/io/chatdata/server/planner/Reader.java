package io.chatdata.server.planner;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Reads one message, alone or as a refinement of an earlier one. */
final class Reader {
  /** Readings that are at most so much more daring than the best are its rivals. */
  private static final int MARGIN = 1;

  /** A reading that is more daring than this is a guess. */
  private static final int MOST_DARING = 11;

  private static final int MOST_DRAFTS = 60;

  private final Vocabulary vocabulary;
  private final Values values;
  private final LocalDateTime now;
  private final ZoneId zone;

  /**
   * A reader of messages about one schema.
   *
   * @param now by the clock of the connection's zone
   */
  Reader(Vocabulary vocabulary, Values values, LocalDateTime now, ZoneId zone) {
    this.vocabulary = vocabulary;
    this.values = values;
    this.now = now;
    this.zone = zone;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  ZoneId zone() {
    return zone;
  }

  /** The reading of a message that stands alone. */
  Reading read(String message) {
    Sentence sentence = sentence(message);
    if (sentence.size() == 0) {
      return new Reading.Unread(List.of(), List.of());
    }
    Optional<Reading> small = SmallTalk.read(sentence);
    if (small.isPresent()) {
      return small.get();
    }
    Optional<Reading> topic = Topics.read(sentence);
    if (topic.isPresent()) {
      return topic.get();
    }
    State start = new State(0, 0, Draft.EMPTY, Open.NOTHING);
    return decide(sentence, new Parser(sentence).read(start), UnaryOperator.identity());
  }

  Sentence sentence(String message) {
    return new Sentence(message, vocabulary, now);
  }

  private record Candidate(Draft draft, Query query, int cost) {}

  private record Pending(Draft draft, Set<String> texts, int cost) {}

  /**
   * The one reading that is meant, of all that the grammar allows.
   *
   * @param settle what is done to each query before they are compared
   */
  Reading decide(Sentence sentence, List<State> states, UnaryOperator<Query> settle) {
    List<Candidate> candidates = new ArrayList<>();
    List<Pending> pending = new ArrayList<>();
    Set<String> problems = new LinkedHashSet<>();
    for (State state : states.stream().limit(MOST_DRAFTS).toList()) {
      Facts facts = Facts.of(vocabulary, values);
      for (Option<Query> option : new Resolver(facts).resolve(state.draft())) {
        Query query = settle.apply(option.value());
        if (!Filters.contradict(query.filters()) && !isUncompared(sentence, query)) {
          candidates.add(new Candidate(state.draft(), query, state.cost() + option.cost()));
        }
      }
      if (!facts.unknown().isEmpty()) {
        pending.add(new Pending(state.draft(), facts.unknown(), state.cost()));
      }
      problems.addAll(facts.problems());
    }
    List<Candidate> distinct = distinct(candidates);
    int best = distinct.isEmpty() ? Integer.MAX_VALUE : distinct.getFirst().cost();
    List<Pending> promising =
        pending.stream().filter(p -> p.cost() <= Math.min(best, MOST_DARING)).toList();
    if (!promising.isEmpty()) {
      return lookUp(sentence, promising);
    }
    if (best > MOST_DARING) {
      return new Reading.Unread(Unknowns.of(sentence, values), problems.stream().limit(2).toList());
    }
    List<Candidate> rivals =
        distinct.stream().filter(candidate -> candidate.cost() <= best + MARGIN).toList();
    if (rivals.size() == 1) {
      return new Reading.Ask(rivals.getFirst().draft(), rivals.getFirst().query());
    }
    return new Reading.Choose(rivals.stream().map(Candidate::query).toList());
  }

  /** One number compares nothing. */
  private static boolean isUncompared(Sentence sentence, Query query) {
    boolean compare = sentence.is(0, "compare");
    return compare && query.dimensions().isEmpty() && !(query.metric() instanceof Metric.Rows);
  }

  /** Without those that come to the same statement as a less daring one. */
  private List<Candidate> distinct(List<Candidate> candidates) {
    Map<String, Candidate> bySql = new LinkedHashMap<>();
    candidates.stream()
        .sorted(Comparator.comparingInt(Candidate::cost))
        .forEach(
            candidate ->
                bySql.putIfAbsent(QuerySql.compile(candidate.query(), zone).sql(), candidate));
    return List.copyOf(bySql.values());
  }

  private Reading lookUp(Sentence sentence, List<Pending> pending) {
    Set<String> texts = new LinkedHashSet<>();
    pending.forEach(one -> texts.addAll(one.texts()));
    Pending first = pending.stream().min(Comparator.comparingInt(Pending::cost)).orElseThrow();
    return new Reading.LookUp(
        first.draft(),
        texts,
        new HashSet<>(ValueColumns.near(sentence, first.draft(), vocabulary.schema())));
  }
}
