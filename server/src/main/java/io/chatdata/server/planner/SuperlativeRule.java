package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An order by size that stands before its noun: the top 5 customers, the most expensive product.
 */
final class SuperlativeRule implements Rule {
  private static final List<Phrase> MOST =
      Phrase.all("top|best|highest|largest|biggest|greatest|leading|busiest|strongest");
  private static final List<Phrase> LEAST =
      Phrase.all("bottom|worst|lowest|smallest|quietest|slowest|weakest");
  private static final List<Phrase> LATEST =
      Phrase.all("latest|newest|last|recent", "most recent|recently");
  private static final List<Phrase> EARLIEST = Phrase.all("earliest|oldest|first");
  private static final List<Phrase> BEST_SOLD =
      Phrase.all(
          "best|top -? selling|seller|sold",
          "bestselling|topselling",
          "most -? sold|purchased|bought|ordered|popular",
          "most frequently|often sold|purchased|bought|ordered",
          "highest|biggest -? selling|seller");
  private static final List<Phrase> WORST_SOLD =
      Phrase.all(
          "worst|lowest -? selling|seller|sold", "least -? sold|purchased|bought|ordered|popular");
  private static final List<Phrase> DEAREST =
      Phrase.all(
          "most valuable|lucrative", "highest|top|biggest -? spending|paying|grossing|spender");
  private static final List<Phrase> COMMONEST = Phrase.all("most common|frequent|used|typical");
  private static final Set<String> SOLD_VERBS = Set.of("popular");

  /** An order by size, and where its words end. */
  record Found(Rank rank, int end) {
    static boolean isLimit(NumberWords.Found number) {
      return number.whole().filter(n -> n > 0 && n <= 1000).isPresent();
    }
  }

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Draft draft = state.draft();
    if (draft.hasTarget() || draft.rank().isPresent() || draft.head().isPresent()) {
      return;
    }
    Optional<NumberWords.Found> before = sentence.number(state.at()).filter(Found::isLimit);
    before.ifPresent(number -> later(state, sentence, number, next));
    int start = before.map(NumberWords.Found::end).orElse(state.at());
    for (Found found : at(sentence, start)) {
      Optional<NumberWords.Found> after =
          before.isPresent() || found.end() >= sentence.size()
              ? Optional.empty()
              : sentence.number(found.end()).filter(Found::isLimit);
      int end = after.map(NumberWords.Found::end).orElse(found.end());
      int limit = before.or(() -> after).flatMap(NumberWords.Found::whole).orElse(Rank.UNSAID);
      // "Top 5 best-selling products" and "5 most recent" name the order twice or once.
      int again = sentence.skipFillers(end);
      next.accept(state.to(end).draft(draft.rank(found.rank().limited(limit))));
      if (again < sentence.size()) {
        for (Found second : at(sentence, again)) {
          if (found.rank().by().isEmpty() && second.rank().by().isPresent()) {
            next.accept(state.to(second.end()).draft(draft.rank(second.rank().limited(limit))));
          }
        }
      }
    }
  }

  /** True where a word for the first or the last stands. */
  static boolean isTime(Sentence sentence, int position) {
    return position < sentence.size()
        && Math.max(sentence.match(LATEST, position), sentence.match(EARLIEST, position)) > 0;
  }

  /** A number alone before its noun: what is compared may follow. */
  private static void later(
      State state, Sentence sentence, NumberWords.Found number, Consumer<State> next) {
    int limit = number.whole().orElse(0);
    if (sentence.times(state.at()).isEmpty()) {
      Rank rank = new Rank(limit, true, Optional.of(new Rank.By.Later()));
      next.accept(state.to(number.end()).draft(state.draft().rank(rank)));
    }
  }

  /** The orders by size whose words start at a position. */
  static List<Found> at(Sentence sentence, int position) {
    List<Found> found = new ArrayList<>();
    if (position >= sentence.size()) {
      return found;
    }
    add(found, sentence.match(BEST_SOLD, position), true, new Rank.By.Sold());
    add(found, sentence.match(WORST_SOLD, position), false, new Rank.By.Sold());
    add(found, sentence.match(DEAREST, position), true, new Rank.By.Money("spending"));
    add(found, sentence.match(COMMONEST, position), true, new Rank.By.Frequency());
    add(found, sentence.match(LATEST, position), true, new Rank.By.Time(Optional.empty()));
    add(found, sentence.match(EARLIEST, position), false, new Rank.By.Time(Optional.empty()));
    add(found, sentence.match(MOST, position), true, null);
    add(found, sentence.match(LEAST, position), false, null);
    degree(found, sentence, position);
    return found;
  }

  /** Adjectives such as cheapest, most expensive, least expensive, highest rated. */
  private static void degree(List<Found> found, Sentence sentence, int position) {
    String word = sentence.token(position).lower();
    boolean most = word.equals("most") || word.equals("highest") || word.equals("top");
    boolean least = word.equals("least") || word.equals("lowest");
    int at = most || least ? position + 1 : position;
    if (sentence.is(at, "-")) {
      at++;
    }
    if (at >= sentence.size() || SOLD_VERBS.contains(sentence.token(at).lower())) {
      return;
    }
    String adjective = sentence.token(at).lower();
    String key =
        most && (adjective.equals("rated") || adjective.equals("paid"))
            ? "highest-" + adjective
            : adjective;
    Lexicon.Degree degree = Lexicon.DEGREES.get(key);
    boolean bare = !most && !least && adjective.endsWith("est");
    if (degree != null && (bare || most || least)) {
      boolean descending = least != degree.descending();
      found.add(
          new Found(
              new Rank(Rank.UNSAID, descending, Optional.of(new Rank.By.Degree(adjective, degree))),
              at + 1));
    }
  }

  private static void add(
      List<Found> found,
      int end,
      boolean descending,
      Rank.@org.jspecify.annotations.Nullable By by) {
    if (end > 0) {
      found.add(new Found(new Rank(Rank.UNSAID, descending, Optional.ofNullable(by)), end));
    }
  }
}
