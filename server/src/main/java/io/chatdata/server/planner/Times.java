package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which column tells when a row's event happened. */
final class Times {
  private static final Set<String> PLAIN =
      Set.of(
          "date",
          "time",
          "at",
          "on",
          "timestamp",
          "day",
          "datetime",
          "ts",
          "when",
          "d",
          "utc",
          "local");

  /** Stamps that a database keeps of its rows rather than of what they tell. */
  private static final Set<String> STAMP =
      Set.of("create", "insert", "record", "enter", "load", "add", "creation", "entry");

  private static final Set<String> LATE =
      Set.of(
          "update",
          "modify",
          "change",
          "delete",
          "archive",
          "due",
          "deadline",
          "end",
          "expire",
          "expiry",
          "expiration",
          "close",
          "resolve",
          "complete",
          "finish",
          "return",
          "cancel",
          "ship",
          "deliver",
          "pay",
          "settle",
          "refund",
          "process",
          "approve",
          "review",
          "last",
          "next",
          "birth",
          "bear",
          "until",
          "to",
          "valid",
          "renewal",
          "renew",
          "discontinue",
          "sync",
          "import",
          "see",
          "login",
          "verify",
          "confirm",
          "activate",
          "estimate",
          "expect",
          "plan",
          "require",
          "target",
          "publish",
          "release",
          "out",
          "dropoff",
          "arrival",
          "arrive",
          "completion",
          "delivery",
          "shipping",
          "shipment",
          "payment",
          "answer",
          "access",
          "edit",
          "death",
          "die",
          "discharge",
          "terminate",
          "leave",
          "promise",
          "eta",
          "invoice",
          "bill",
          "response",
          "respond",
          "pickup",
          "inspect",
          "service");

  private static final Set<String> EARLY =
      Set.of(
          "start",
          "begin",
          "departure",
          "depart",
          "effective",
          "event",
          "occurrence",
          "signup",
          "registration",
          "enrollment",
          "admission",
          "arrest",
          "incident",
          "visit",
          "appointment",
          "since",
          "checkin",
          "from");

  private final Schema schema;

  Times(Schema schema) {
    this.schema = schema;
  }

  /** A column of a time, and the path to it. */
  record At(List<Hop> path, Attribute attribute) {}

  private record Scored(Attribute attribute, int score) {}

  /**
   * The columns that tell when a row's event happened, or what a verb tells. Several are rivals.
   */
  List<Option<At>> of(Entity entity, Optional<String> verb) {
    if (verb.isPresent()) {
      List<Option<At>> named =
          moments(entity, verb.get()).stream()
              .map(attribute -> Option.of(new At(List.of(), attribute)))
              .toList();
      if (!named.isEmpty()) {
        return named;
      }
      if (!isBeginning(entity, verb.get())) {
        return List.of();
      }
    }
    List<Option<At>> own =
        best(entity).stream().map(attribute -> Option.of(new At(List.of(), attribute))).toList();
    return own.isEmpty() ? inherited(entity) : own;
  }

  /** True where the verb only says that the row came to be. */
  private static boolean isBeginning(Entity entity, String verb) {
    if (verb.equals(Lexicon.NEW)) {
      return true;
    }
    return Lexicon.isPerson(entity.words().getLast())
        ? Words.bases(verb).stream().anyMatch(Lexicon.JOINING::contains)
        : Lexicon.isCreation(verb);
  }

  /** The columns whose names speak of what a verb tells. */
  static List<Attribute> moments(Entity entity, String verb) {
    List<Attribute> literal =
        entity.attributes().stream()
            .filter(Attribute::isTime)
            .filter(
                attribute ->
                    attribute.words().stream()
                        .anyMatch(
                            word ->
                                !PLAIN.contains(word)
                                    && Words.bases(verb).stream()
                                        .anyMatch(Words.bases(word)::contains)))
            .toList();
    if (!literal.isEmpty()) {
      return literal;
    }
    return entity.attributes().stream()
        .filter(Attribute::isTime)
        .filter(
            attribute ->
                attribute.words().stream()
                    .anyMatch(word -> !PLAIN.contains(word) && Lexicon.sameMoment(verb, word)))
        .toList();
  }

  /** The table's own column for its event; several where it is not clear; empty without any. */
  List<Attribute> best(Entity entity) {
    List<Scored> scored = new ArrayList<>();
    for (Attribute attribute : entity.attributes()) {
      if (attribute.isTime()) {
        scored.add(new Scored(attribute, score(entity, attribute)));
      }
    }
    scored.sort(Comparator.comparingInt(Scored::score));
    // A lone column for something later, such as a due date, is not when the row's event was.
    if (scored.isEmpty() || scored.getFirst().score() >= 20) {
      return List.of();
    }
    int best = scored.getFirst().score();
    return scored.stream().filter(s -> s.score() <= best + 1).map(Scored::attribute).toList();
  }

  /** Lines of an order happen when the order does. */
  private List<Option<At>> inherited(Entity entity) {
    List<Option<At>> found = new ArrayList<>();
    List<Hop> parents = schema.joins().parents(entity);
    for (Hop hop : parents) {
      boolean named =
          entity.words().size() > hop.to().words().size()
              && entity.words().subList(0, hop.to().words().size()).equals(hop.to().words());
      boolean event = !schema.joins().parents(hop.to()).isEmpty() || named;
      if (named || (event && hop.declared())) {
        for (Attribute attribute : best(hop.to())) {
          found.add(new Option<>(new At(List.of(hop), attribute), named ? 0 : 1));
        }
      }
    }
    return Option.cheapest(found);
  }

  private static int score(Entity entity, Attribute attribute) {
    int score = 10;
    List<String> words = attribute.words();
    boolean ofEntity =
        words.stream()
            .filter(word -> !PLAIN.contains(word))
            .anyMatch(
                word ->
                    entity.words().stream().anyMatch(own -> Lexicon.sameMoment(word, own))
                        || Lexicon.deeds(word).contains(entity.words().getLast()));
    Set<String> bases =
        words.stream()
            .flatMap(word -> Words.bases(word).stream())
            .collect(java.util.stream.Collectors.toSet());
    if (ofEntity) {
      score -= 6;
    } else if (bases.stream().anyMatch(LATE::contains)) {
      score += 20;
    } else if (words.stream().allMatch(PLAIN::contains)) {
      score -= 5;
    } else if (bases.stream().anyMatch(STAMP::contains)) {
      score -= 1;
    } else if (bases.stream().anyMatch(b -> EARLY.contains(b) || Lexicon.CREATION.contains(b))) {
      score -= 4;
    }
    String name = attribute.name();
    if (!attribute.column().nullable()) {
      score--;
    }
    boolean indexed =
        entity.table().indexes().stream().anyMatch(index -> index.definition().contains(name));
    return indexed ? score - 1 : score;
  }
}
