package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.ArrayList;
import java.util.List;

/** Questions about a {@link TestingDomain}, in many wordings, with SQL of the test's own. */
final class DomainQuestions {
  private final TestingDomain d;
  private final Trade t;
  private final List<Question> questions = new ArrayList<>();
  private final String persons;
  private final String things;
  private final String value;

  private DomainQuestions(TestingDomain domain) {
    this.d = domain;
    this.t = domain.trade;
    this.persons = t.persons().getFirst();
    this.things = Words.plural(t.thing());
    this.value = t.statuses().getFirst();
  }

  static List<Question> of(TestingDomain domain) {
    DomainQuestions questions = new DomainQuestions(domain);
    questions.counts();
    questions.periods();
    questions.filters();
    questions.amounts();
    questions.groups();
    questions.tops();
    questions.havings();
    questions.lists();
    questions.others();
    return questions.questions;
  }

  private void ask(String sql, String... wordings) {
    for (String wording : wordings) {
      questions.add(Question.of(wording, sql));
    }
  }

  private void askOrdered(String sql, String... wordings) {
    for (String wording : wordings) {
      questions.add(Question.ordered(wording, sql));
    }
  }

  private String count(String where) {
    return "SELECT count(*) FROM %s WHERE %s".formatted(d.deed, where);
  }

  private String when(String from, String to) {
    String moment = d.local(d.happened);
    return "%s >= '%s' AND %s < '%s'".formatted(moment, from, moment, to);
  }

  private void counts() {
    for (String deeds : t.deeds()) {
      ask(
          count("true"),
          "How many %s are there?".formatted(deeds),
          "What is the total number of %s?".formatted(deeds),
          "Count all %s".formatted(deeds),
          "how many %s do we have".formatted(deeds),
          "Total %s?".formatted(deeds));
    }
    for (String word : t.persons()) {
      ask(
          "SELECT count(*) FROM " + d.person,
          "How many %s do we have?".formatted(word),
          "number of %s".formatted(word),
          "Give me the number of %s".formatted(word));
    }
    ask(
        "SELECT count(DISTINCT %s) FROM %s".formatted(d.town, d.person),
        "How many different %s are there?".formatted(Words.plural(t.town())),
        "How many distinct %s do our %s have?".formatted(Words.plural(t.town()), persons),
        "number of different %s %s".formatted(t.person(), Words.plural(t.town())));
  }

  private void periods() {
    for (String done : t.done()) {
      for (String deeds : t.deeds()) {
        ask(
            count(when("2026-06-01", "2026-07-01")),
            "How many %s were %s last month?".formatted(deeds, done),
            "Number of %s %s last month".formatted(deeds, done),
            "How many %s were %s in June?".formatted(deeds, done));
      }
    }
    String deeds = t.deeds().getFirst();
    ask(
        count(when("2026-06-01", "2026-07-01")),
        "How many %s did we have last month?".formatted(deeds),
        "Count the %s from last month".formatted(deeds),
        "Last month, how many %s were there?".formatted(deeds),
        "How many %s in June 2026?".formatted(deeds),
        "%s count for last month".formatted(t.deed()),
        "how many %s between 2026-06-01 and 2026-06-30".formatted(deeds));
    ask(
        count(when("2026-07-01", "2026-08-01")),
        "How many %s this month?".formatted(deeds),
        "How many %s so far this month?".formatted(deeds));
    ask(
        count(when("2025-01-01", "2026-01-01")),
        "How many %s were there in 2025?".formatted(deeds),
        "How many %s last year?".formatted(deeds),
        "number of %s during 2025".formatted(deeds));
    ask(
        count(when("2026-04-01", "2026-07-01")),
        "How many %s last quarter?".formatted(deeds),
        "How many %s in Q2 2026?".formatted(deeds),
        "How many %s were there in the second quarter of 2026?".formatted(deeds));
    ask(
        count(when("2026-07-06", "2026-07-13")),
        "How many %s were there last week?".formatted(deeds),
        "%s last week, how many?".formatted(Words.plural(t.deed())));
    ask(
        count(when("2026-07-14", "2026-07-15")),
        "How many %s were there yesterday?".formatted(deeds),
        "How many %s on July 14?".formatted(deeds),
        "How many %s on 14 July 2026?".formatted(deeds));
    ask(
        count(when("2026-03-01", "9999-01-01")),
        "How many %s since March?".formatted(deeds),
        "How many %s since 2026-03-01?".formatted(deeds),
        "How many %s after February 2026?".formatted(deeds));
    ask(
        count(when("0001-01-01", "2025-01-01")),
        "How many %s before 2025?".formatted(deeds),
        "How many %s were there until the end of 2024?".formatted(deeds));
    String rolling =
        d.timeType.equals("date")
            ? count("%s >= '2026-06-15' AND %s <= '2026-07-15'".formatted(d.happened, d.happened))
            : count(when("2026-06-15 10:30:00", "2026-07-15 10:30:00"));
    ask(
        rolling,
        "How many %s in the last 30 days?".formatted(deeds),
        "How many %s over the past 30 days?".formatted(deeds),
        "number of %s within the last thirty days".formatted(deeds));
    ask(
        "SELECT count(*) FROM %s WHERE %s >= '2025-01-01' AND %s < '2026-01-01'"
            .formatted(d.person, d.local(d.joined), d.local(d.joined)),
        "How many %s %s in 2025?".formatted(persons, t.joining()),
        "How many %s %s last year?".formatted(persons, t.joining()));
  }

  private void filters() {
    String deeds = t.deeds().getFirst();
    ask(
        count("%s = '%s'".formatted(d.status, value)),
        "How many %s have the %s %s?".formatted(deeds, t.status(), value),
        "How many %s with %s %s are there?".formatted(deeds, t.status(), value),
        "How many %s %s are there?".formatted(value, deeds),
        "number of %s where %s is '%s'".formatted(deeds, t.status(), value));
    ask(
        count("%s IS DISTINCT FROM '%s'".formatted(d.status, value)),
        "How many %s are there where %s is not %s?".formatted(deeds, t.status(), value),
        "How many %s except %s ones?".formatted(deeds, value).replace(" ones", ""));
    String segment = t.segments().get(1);
    ask(
        "SELECT count(*) FROM %s WHERE %s = '%s'".formatted(d.person, d.segment, segment),
        "How many %s %s do we have?".formatted(segment, persons),
        "How many %s are in the %s %s?".formatted(persons, segment, t.segment()),
        "number of %s with %s %s".formatted(persons, t.segment(), segment));
    String town = t.towns().get(1);
    ask(
        "SELECT count(*) FROM %s WHERE %s = '%s'".formatted(d.person, d.town, town),
        "How many %s are from %s?".formatted(persons, town),
        "How many %s are there in %s?".formatted(persons, town),
        "How many %s have the %s %s?".formatted(persons, t.town(), town));
    ask(
        "SELECT count(*) FROM %s x JOIN %s p ON p.%s = x.%s WHERE p.%s = '%s' AND %s"
            .formatted(
                d.deed,
                d.person,
                d.personKey,
                d.deedPerson,
                d.segment,
                segment,
                when("2025-01-01", "2026-01-01").replace(d.happened, "x." + d.happened)),
        "How many %s did %s %s %s last year?".formatted(deeds, segment, persons, t.doing()),
        "How many %s by %s %s in 2025?".formatted(deeds, segment, persons),
        "number of %s from %s %s in 2025".formatted(deeds, segment, persons));
    ask(
        "SELECT count(*) FROM %s x JOIN %s y ON y.%s = x.%s WHERE y.%s = '%s'"
            .formatted(d.deed, d.thing, d.thingKey, d.deedThing, d.kind, t.kinds().getFirst()),
        "How many %s of %s %s are there?".formatted(deeds, t.kinds().getFirst(), things),
        "How many %s have the %s %s %s?"
            .formatted(deeds, t.thing(), t.kind(), t.kinds().getFirst()));
  }

  private void amounts() {
    String deeds = t.deeds().getFirst();
    ask(
        "SELECT avg(%s) FROM %s".formatted(d.amount, d.deed),
        "What is the average %s %s?".formatted(t.deed(), t.amount()),
        "What's the average %s of %s?".formatted(t.amount(), deeds),
        "mean %s %s".formatted(t.deed(), t.amount()),
        "What's the average %s value?".formatted(t.deed()));
    ask(
        "SELECT sum(%s) FROM %s WHERE %s"
            .formatted(d.amount, d.deed, when("2025-01-01", "2026-01-01")),
        "What was the total %s %s in 2025?".formatted(t.deed(), t.amount()),
        "Sum of %s %s last year".formatted(t.deed(), t.amount()),
        "total %s of %s in 2025".formatted(t.amount(), deeds));
    ask(
        "SELECT max(%s) FROM %s".formatted(d.amount, d.deed),
        "What is the highest %s %s?".formatted(t.deed(), t.amount()),
        "maximum %s of %s".formatted(t.amount(), deeds));
    ask(
        "SELECT min(%s) FROM %s".formatted(d.amount, d.deed),
        "lowest %s %s".formatted(t.deed(), t.amount()));
    String bySegment =
        "SELECT p.%s, avg(x.%s) FROM %s x LEFT JOIN %s p ON p.%s = x.%s GROUP BY 1"
            .formatted(d.segment, d.amount, d.deed, d.person, d.personKey, d.deedPerson);
    ask(
        bySegment,
        "What's the average %s %s by %s %s?"
            .formatted(t.deed(), t.amount(), t.person(), t.segment()),
        "What's the average %s value by %s %s?".formatted(t.deed(), t.person(), t.segment()),
        "Average %s %s per %s %s".formatted(t.deed(), t.amount(), t.person(), t.segment()),
        "Show me the average %s of %s for each %s %s"
            .formatted(t.amount(), deeds, t.person(), t.segment()),
        "average %s %s broken down by %s".formatted(t.deed(), t.amount(), t.segment()),
        "For each %s %s, what is the average %s %s?"
            .formatted(t.person(), t.segment(), t.deed(), t.amount()));
  }

  private void groups() {
    String deeds = t.deeds().getFirst();
    ask(
        "SELECT %s, count(*) FROM %s GROUP BY 1".formatted(d.status, d.deed),
        "%s by %s".formatted(deeds, t.status()),
        "How many %s are there per %s?".formatted(deeds, t.status()),
        "number of %s for each %s %s".formatted(deeds, t.deed(), t.status()),
        "Break down the %s by %s"
            .formatted(deeds, t.status())
            .replace("Break down the ", "Breakdown of ")
            .replace("Breakdown of " + deeds, "Show " + deeds));
    ask(
        "SELECT date_trunc('month', %s)::date, count(*) FROM %s WHERE %s GROUP BY 1"
            .formatted(d.local(d.happened), d.deed, when("2025-01-01", "2026-01-01")),
        "%s per month in 2025".formatted(deeds),
        "How many %s were there each month in 2025?".formatted(deeds),
        "monthly %s in 2025".formatted(deeds),
        "number of %s by month last year".formatted(deeds));
    ask(
        "SELECT p.%s, count(*) FROM %s x LEFT JOIN %s p ON p.%s = x.%s GROUP BY 1"
            .formatted(d.segment, d.deed, d.person, d.personKey, d.deedPerson),
        "number of %s by %s %s".formatted(deeds, t.person(), t.segment()),
        "How many %s per %s %s?".formatted(deeds, t.person(), t.segment()));
    ask(
        "SELECT y.%s, count(*) FROM %s x LEFT JOIN %s y ON y.%s = x.%s GROUP BY 1"
            .formatted(d.kind, d.deed, d.thing, d.thingKey, d.deedThing),
        "%s by %s %s".formatted(deeds, t.thing(), t.kind()),
        "How many %s for each %s %s?".formatted(deeds, t.thing(), t.kind()));
    ask(
        "SELECT %s, count(*) FROM %s GROUP BY 1".formatted(d.town, d.person),
        "%s by %s".formatted(persons, t.town()),
        "How many %s are there per %s?".formatted(persons, t.town()),
        "%s grouped by %s".formatted(persons, t.town()));
    ask(
        "SELECT trim(to_char(%s, 'Day')), count(*) FROM %s GROUP BY 1"
            .formatted(d.local(d.happened), d.deed),
        "%s by day of week".formatted(deeds),
        "number of %s per weekday".formatted(deeds));
  }

  private void tops() {
    String deeds = t.deeds().getFirst();
    String most =
        "SELECT p.%s, count(*) FROM %s x JOIN %s p ON p.%s = x.%s GROUP BY 1 ORDER BY 2 DESC FETCH FIRST 5 ROWS WITH TIES"
            .formatted(d.personKey, d.deed, d.person, d.personKey, d.deedPerson);
    ask(
        most,
        "Top 5 %s by number of %s".formatted(persons, deeds),
        "Which 5 %s have the most %s?".formatted(persons, deeds),
        "Who are the top 5 %s by %s count?".formatted(persons, t.deed()),
        "Show the 5 %s with the most %s".formatted(persons, deeds));
    ask(
        most.replace("FIRST 5", "FIRST 1"),
        "Which %s has the most %s?".formatted(t.person(), deeds),
        "the %s with the most %s".formatted(t.person(), deeds),
        "Which %s made the most %s?".formatted(t.person(), deeds));
    ask(
        "SELECT p.%s, sum(x.%s) FROM %s x JOIN %s p ON p.%s = x.%s GROUP BY 1 ORDER BY 2 DESC NULLS LAST FETCH FIRST 3 ROWS WITH TIES"
            .formatted(d.personKey, d.amount, d.deed, d.person, d.personKey, d.deedPerson),
        "Top 3 %s by total %s".formatted(persons, t.amount()),
        "Top 3 %s by total %s %s".formatted(persons, t.deed(), t.amount()),
        "Which 3 %s have the highest total %s %s?".formatted(persons, t.deed(), t.amount()));
    ask(
        "SELECT y.%s, count(*) FROM %s x JOIN %s y ON y.%s = x.%s GROUP BY 1 ORDER BY 2 DESC FETCH FIRST 1 ROWS WITH TIES"
            .formatted(d.kind, d.deed, d.thing, d.thingKey, d.deedThing),
        "Which %s %s has the most %s?".formatted(t.thing(), t.kind(), deeds));
    askOrdered(
        "SELECT %s FROM %s ORDER BY %s DESC NULLS LAST FETCH FIRST 4 ROWS WITH TIES"
            .formatted(d.amount, d.deed, d.amount),
        "Top 4 %s by %s".formatted(deeds, t.amount()),
        "Which 4 %s have the highest %s?".formatted(deeds, t.amount()));
    ask(
        "SELECT %s FROM %s ORDER BY %s DESC FETCH FIRST 6 ROWS WITH TIES"
            .formatted(d.deedKey, d.deed, d.happened),
        "Show the latest 6 %s".formatted(deeds),
        "the 6 most recent %s".formatted(deeds));
    ask(
        "SELECT date_trunc('month', %s)::date, count(*) FROM %s GROUP BY 1 ORDER BY 2 DESC FETCH FIRST 1 ROWS WITH TIES"
            .formatted(d.local(d.happened), d.deed),
        "Which month had the most %s?".formatted(deeds));
  }

  private void havings() {
    String deeds = t.deeds().getFirst();
    String more =
        "SELECT %s, count(*) FROM %s WHERE %s IS NOT NULL GROUP BY 1 HAVING count(*) > 15"
            .formatted(d.deedPerson, d.deed, d.deedPerson);
    ask(
        more,
        "Find %s who made more than 15 %s".formatted(persons, deeds),
        "Which %s have more than 15 %s?".formatted(persons, deeds),
        "%s with more than 15 %s".formatted(persons, deeds),
        "List all %s that have over 15 %s".formatted(persons, deeds),
        "Show me %s having more than fifteen %s".formatted(persons, deeds),
        "Which %s made at least 16 %s?".formatted(persons, deeds));
    ask(
        "SELECT count(*) FROM (%s) n".formatted(more),
        "How many %s have more than 15 %s?".formatted(persons, deeds),
        "How many %s made more than 15 %s?".formatted(persons, deeds));
    ask(
        "SELECT p.%s FROM %s p WHERE (SELECT count(*) FROM %s x WHERE x.%s = p.%s) < 3"
            .formatted(d.personKey, d.person, d.deed, d.deedPerson, d.personKey),
        "%s with fewer than 3 %s".formatted(persons, deeds),
        "Which %s have less than three %s?".formatted(persons, deeds));
    ask(
        "SELECT %s, count(*) FROM %s WHERE %s IS NOT NULL AND %s GROUP BY 1 HAVING count(*) >= 5"
            .formatted(d.deedPerson, d.deed, d.deedPerson, when("2025-01-01", "2026-01-01")),
        "%s with at least 5 %s in 2025".formatted(persons, deeds),
        "Which %s made 5 or more %s last year?".formatted(persons, deeds));
  }

  private void lists() {
    String deeds = t.deeds().getFirst();
    String town = t.towns().getFirst();
    ask(
        "SELECT %s FROM %s WHERE %s = '%s'".formatted(d.personKey, d.person, d.town, town),
        "Show %s from %s".formatted(persons, town),
        "List the %s in %s".formatted(persons, town),
        "Which %s are from %s?".formatted(persons, town),
        "show me all %s with %s %s".formatted(persons, t.town(), town));
    ask(
        "SELECT p.%s FROM %s p WHERE NOT EXISTS (SELECT FROM %s x WHERE x.%s = p.%s)"
            .formatted(d.personKey, d.person, d.deed, d.deedPerson, d.personKey),
        "%s without %s".formatted(persons, deeds),
        "Which %s have no %s?".formatted(persons, deeds),
        "List %s with no %s".formatted(persons, deeds),
        "Which %s have never made a %s?".formatted(persons, t.deed()).replace(" a a", " an a"));
    ask(
        "SELECT p.%s FROM %s p WHERE NOT EXISTS (SELECT FROM %s x WHERE x.%s = p.%s AND %s)"
            .formatted(
                d.personKey,
                d.person,
                d.deed,
                d.deedPerson,
                d.personKey,
                when("2026-01-01", "2027-01-01").replace(d.happened, "x." + d.happened)),
        "%s without %s this year".formatted(persons, deeds),
        "Which %s have no %s in 2026?".formatted(persons, deeds));
    ask(
        "SELECT %s FROM %s WHERE %s > 350".formatted(d.deedKey, d.deed, d.amount),
        "%s with %s over 350".formatted(deeds, t.amount()),
        "Show %s where the %s is greater than 350".formatted(deeds, t.amount()),
        "list %s with a %s above 350".formatted(deeds, t.amount()));
    ask(
        "SELECT %s FROM %s WHERE %s IS NULL".formatted(d.personKey, d.person, d.town),
        "%s without %s".formatted(persons, t.town()),
        "Which %s have no %s?".formatted(persons, t.town()));
  }

  private void others() {
    String deeds = t.deeds().getFirst();
    ask(
        "SELECT round(100.0 * count(*) FILTER (WHERE %s = '%s') / count(*), 2) FROM %s"
            .formatted(d.status, value, d.deed),
        "What percentage of %s have the %s %s?".formatted(deeds, t.status(), value),
        "What share of the %s has %s %s?".formatted(deeds, t.status(), value));
    ask(
        "SELECT round(avg(n), 2) FROM (SELECT count(*) AS n FROM %s WHERE %s IS NOT NULL GROUP BY %s) AS x"
            .formatted(d.deed, d.deedPerson, d.deedPerson),
        "What is the average number of %s per %s?".formatted(deeds, t.person()),
        "average %s per %s".formatted(deeds, t.person()));
    ask(
        "SELECT count(DISTINCT p.%s) FROM %s p JOIN %s x ON x.%s = p.%s WHERE %s"
            .formatted(
                d.personKey,
                d.person,
                d.deed,
                d.deedPerson,
                d.personKey,
                when("2026-06-01", "2026-07-01").replace(d.happened, "x." + d.happened)),
        "How many %s made %s last month?".formatted(persons, deeds),
        "How many different %s had %s in June 2026?".formatted(persons, deeds));
  }
}
