package io.chatdata.server.planner;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads expressions of time: last month, since January, between 2025-01-01 and today. */
final class TimeReader {
  private static final Set<String> INSIDE =
      Set.of("in", "on", "during", "for", "of", "from", "within", "over", "throughout", "at");
  private static final List<Phrase> SINCE =
      Phrase.all(
          "since",
          "ever since",
          "since the? start|beginning of",
          "starting|beginning in|from|on?",
          "from",
          "as of");
  private static final List<Phrase> AFTER =
      Phrase.all("after", "later|newer than", "following", "more recent than");
  private static final List<Phrase> BEFORE =
      Phrase.all("before", "prior to", "earlier|older than", "up until");
  private static final List<Phrase> UNTIL =
      Phrase.all(
          "until",
          "till",
          "up to",
          "through",
          "up through",
          "until|till|to|by|through the? end of",
          "no later than");
  private static final List<Phrase> TO =
      Phrase.all("to", "until", "till", "through", "thru", "-", "–", "and");
  private static final Phrase ONWARDS = Phrase.of("onwards|onward|on");
  private static final Phrase SO_FAR = Phrase.of("so far");

  private final List<Token> tokens;
  private final String question;
  private final PeriodReader periods;

  TimeReader(String question, List<Token> tokens, LocalDateTime now) {
    this.question = question;
    this.tokens = tokens;
    this.periods = new PeriodReader(tokens, now);
  }

  /** A window, and where its words end. */
  record Found(Window window, int end) {}

  /** The window whose words start at a position. The longest comes first. */
  List<Found> at(int position) {
    List<Found> found = new ArrayList<>();
    between(position).ifPresent(found::add);
    open(SINCE, position, 0, true).ifPresent(found::add);
    open(AFTER, position, 1, true).ifPresent(found::add);
    open(BEFORE, position, 0, false).ifPresent(found::add);
    open(UNTIL, position, 1, false).ifPresent(found::add);
    if (found.isEmpty()) {
      inside(position).ifPresent(found::add);
    }
    found.sort((one, other) -> Integer.compare(other.end(), one.end()));
    return found;
  }

  private Optional<Found> between(int position) {
    if (position >= tokens.size()) {
      return Optional.empty();
    }
    boolean introduced = tokens.get(position).is("between") || tokens.get(position).is("from");
    int start = introduced ? position + 1 : position;
    Optional<PeriodReader.Period> first = periods.at(start, true);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    int to = Phrase.longest(TO, tokens, first.get().end());
    boolean and = to > 0 && tokens.get(to - 1).is("and");
    if (to < 0 || and != tokens.get(position).is("between")) {
      return Optional.empty();
    }
    Optional<PeriodReader.Period> second = periods.at(to, true);
    if (second.isEmpty()) {
      return Optional.empty();
    }
    LocalDateTime from = first.get().from();
    // "From January to March 2025": the year is that of both.
    if (first.get().isYearGuessed() && !second.get().isYearGuessed()) {
      from = from.withYear(second.get().from().getYear());
      if (from.isAfter(second.get().from())) {
        from = from.minusYears(1);
      }
    } else if (first.get().isYearGuessed() && from.isAfter(second.get().from())) {
      from = from.minusYears(1);
    }
    int end = second.get().end();
    return from.isBefore(second.get().to())
        ? Optional.of(
            new Found(
                new Window(from, second.get().to(), text(position, end), Window.Kind.OPEN), end))
        : Optional.empty();
  }

  /**
   * Since, after, before or until a period.
   *
   * @param edge 0: the period's start counts, 1: its end
   * @param start whether the edge is the window's start or its end
   */
  private Optional<Found> open(List<Phrase> words, int position, int edge, boolean start) {
    int at = Phrase.longest(words, tokens, position);
    if (at < 0) {
      return Optional.empty();
    }
    Optional<PeriodReader.Period> ago = start ? Optional.empty() : periods.length(at);
    if (ago.isPresent()) {
      // "Older than 30 days".
      return Optional.of(
          new Found(
              new Window(null, ago.get().from(), text(position, ago.get().end()), Window.Kind.OPEN),
              ago.get().end()));
    }
    Optional<PeriodReader.Period> period = periods.at(at, true);
    if (period.isEmpty()) {
      return Optional.empty();
    }
    int end = period.get().end();
    int onwards = ONWARDS.match(tokens, end);
    if (start && edge == 0 && tokens.get(position).is("from")) {
      if (onwards < 0) {
        return Optional.empty();
      }
      end = onwards;
    }
    LocalDateTime moment = edge == 0 ? period.get().from() : period.get().to();
    String label = text(position, end);
    return Optional.of(
        new Found(
            start
                ? new Window(moment, null, label, Window.Kind.OPEN)
                : new Window(null, moment, label, Window.Kind.OPEN),
            end));
  }

  private Optional<Found> inside(int position) {
    if (position >= tokens.size()) {
      return Optional.empty();
    }
    int soFar = SO_FAR.match(tokens, position);
    int start = soFar > 0 ? soFar : position;
    boolean introduced = start < tokens.size() && INSIDE.contains(tokens.get(start).lower());
    int after = introduced ? start + 1 : start;
    boolean article = introduced && after < tokens.size() && tokens.get(after).is("the");
    int words = article ? after + 1 : after;
    return periods
        .at(words, introduced)
        .map(
            period -> {
              int end = Math.max(period.end(), SO_FAR.match(tokens, period.end()));
              return new Found(
                  new Window(period.from(), period.to(), text(words, period.end()), period.kind()),
                  end);
            });
  }

  private String text(int from, int to) {
    int start = from;
    while (start < to - 1 && Set.of("the", "of", "for").contains(tokens.get(start).lower())) {
      start++;
    }
    return question.substring(tokens.get(start).start(), tokens.get(to - 1).end());
  }
}
