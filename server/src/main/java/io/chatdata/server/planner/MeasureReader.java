package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads what things are compared by: revenue, the number of orders, average price. */
final class MeasureReader {
  private static final List<Phrase> COUNT = Phrase.all("the? total? number|count of", "how many");
  private static final List<Phrase> COUNT_TAIL = Phrase.all("count|counts", "placed|made|created");
  private static final Map<Head, List<Phrase>> HEADS =
      Map.of(
          Head.AVERAGE, Phrase.all("the? average|avg|mean of?"),
          Head.SUM, Phrase.all("the? total|overall|combined of?", "the? sum of"),
          Head.MAXIMUM, Phrase.all("the? maximum|max|highest|largest of?"),
          Head.MINIMUM, Phrase.all("the? minimum|min|lowest|smallest of?"));
  private static final List<Phrase> SPENT =
      Phrase.all(
          "how much they|each? spend|spent|paid|pay",
          "the? total? amount|money|sum spent|paid",
          "money spent|paid",
          "total? spend|spending|expenditure");
  private static final List<Phrase> WORTH = Phrase.all("the? total? value|amount|worth|size");
  private static final List<Phrase> FREQUENCY = Phrase.all("frequency", "how often", "popularity");
  private static final List<Phrase> TIME = Phrase.all("date", "recency", "time", "most recent");

  private MeasureReader() {}

  record Found(Rank.By by, int end, int cost) {}

  static List<Found> at(Sentence sentence, int start) {
    List<Found> found = new ArrayList<>();
    int position = sentence.skipFillers(start);
    if (position >= sentence.size()) {
      return found;
    }
    int spent = sentence.match(SPENT, position);
    if (spent > 0) {
      found.add(new Found(new Rank.By.Money("spending"), spent, 0));
    }
    int worth = sentence.match(WORTH, position);
    if (worth > 0) {
      found.add(new Found(new Rank.By.Money("value"), worth, 1));
    }
    int frequency = sentence.match(FREQUENCY, position);
    if (frequency > 0) {
      found.add(new Found(new Rank.By.Frequency(), frequency, 0));
    }
    int time = sentence.match(TIME, position);
    if (time > 0) {
      found.add(new Found(new Rank.By.Time(Optional.empty()), time, 1));
    }
    int count = sentence.match(COUNT, position);
    if (count > 0) {
      nouns(sentence, count).stream()
          .filter(noun -> noun.noun().canBeTable())
          .forEach(
              noun ->
                  found.add(
                      new Found(new Rank.By.Count(noun.noun()), noun.end(), noun.noun().cost())));
    }
    HEADS.forEach(
        (head, phrases) -> {
          int at = sentence.match(phrases, position);
          if (at > 0) {
            measures(sentence, at, head, found);
          }
        });
    measures(sentence, position, Head.LIST, found);
    return found;
  }

  private static void measures(Sentence sentence, int position, Head head, List<Found> found) {
    for (Linker.Found noun : nouns(sentence, position)) {
      int cost = noun.noun().cost();
      if (noun.noun().canBeNumber() || noun.noun().canBeTime()) {
        found.add(new Found(new Rank.By.Measure(head, noun.noun()), noun.end(), cost));
      }
      if (noun.noun().canBeTable() && (head == Head.LIST || head == Head.SUM)) {
        int tail = sentence.match(COUNT_TAIL, noun.end());
        int end = Math.max(noun.end(), tail);
        // "By sales" rather means their money than their number.
        boolean money =
            tail < 0
                && Lexicon.MONEY.contains(
                    Words.singular(noun.noun().text().toLowerCase(Locale.ROOT)));
        found.add(new Found(new Rank.By.Count(noun.noun()), end, cost + (money ? 2 : 0)));
        if (tail > 0) {
          found.add(new Found(new Rank.By.Count(noun.noun()), noun.end(), cost));
        }
      }
    }
  }

  private static List<Linker.Found> nouns(Sentence sentence, int position) {
    int start = sentence.skipFillers(position);
    return start < sentence.size() ? sentence.linker().at(start) : List.of();
  }
}
