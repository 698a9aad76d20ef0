package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Decides which columns the conditions of a question speak of. */
final class ConditionResolver {
  /**
   * The cost of a period of people beside a condition on something of theirs: it is open which of
   * the two it is told of.
   */
  private static final int UNCLEAR = 12;

  private final Facts facts;
  private final ValueResolver values;

  ConditionResolver(Facts facts) {
    this.facts = facts;
    this.values = new ValueResolver(facts);
  }

  /**
   * The ways to understand some conditions on one thing, all at once.
   *
   * @param event the time of the question is that of the base's rows, not of the thing's
   */
  List<Option<List<Filter>>> filters(List<Condition> told, Context context, boolean event) {
    List<Condition> conditions = told.stream().map(c -> allTold(c, context)).toList();
    List<List<Option<List<Filter>>>> choices = new ArrayList<>();
    Optional<Condition.Spent> spent =
        conditions.stream()
            .filter(Condition.Spent.class::isInstance)
            .map(Condition.Spent.class::cast)
            .findFirst();
    List<Condition.During> times =
        conditions.stream()
            .filter(Condition.During.class::isInstance)
            .map(Condition.During.class::cast)
            .toList();
    if (spent.isPresent()) {
      choices.add(spent(spent.get(), times, context));
    }
    boolean unclear =
        !event
            && Lexicon.isPerson(context.entity().words().getLast())
            && times.stream().anyMatch(time -> time.verb().isEmpty());
    for (Condition condition : conditions) {
      boolean taken = spent.isPresent() && condition instanceof Condition.During;
      if (!taken && !(condition instanceof Condition.Spent)) {
        List<Option<List<Filter>>> found = one(condition, context, event);
        choices.add(
            unclear
                ? found.stream().map(o -> isElsewhere(o.value()) ? o.plus(UNCLEAR) : o).toList()
                : found);
      }
    }
    return Option.all(choices);
  }

  private static boolean isElsewhere(List<Filter> filters) {
    return filters.stream().anyMatch(Filter.Has.class::isInstance);
  }

  /** Customers with a total order value over 1,000 have spent that, all told. */
  private Condition allTold(Condition condition, Context context) {
    if (condition instanceof Condition.Compares(Optional<Noun> column, NumberTest test)
        && column.isPresent()
        && column.get().links().getFirst() instanceof Link.ToMoney(var owner, var word, int cost)
        && facts.worth().of(context.entity()).isEmpty()
        && (owner.isEmpty() || column.get().text().toLowerCase(Locale.ROOT).startsWith("total"))) {
      return new Condition.Spent(test);
    }
    return condition;
  }

  private List<Option<List<Filter>>> one(Condition condition, Context context, boolean event) {
    return switch (condition) {
      case Condition.Values one -> values.filters(one, context);
      case Condition.Compares one -> compares(one, context);
      case Condition.Filled one -> filled(one, context);
      case Condition.Happened one -> happened(one, context);
      case Condition.Contains one -> contains(one, context);
      case Condition.Key one -> key(one, context);
      case Condition.During one -> during(one, event ? Context.of(context.base()) : context);
      case Condition.Dated one -> dated(one, context);
      case Condition.Spent one -> List.of();
    };
  }

  private List<Option<List<Filter>>> dated(Condition.Dated dated, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    for (Link link : dated.column().links()) {
      if (link instanceof Link.ToColumn(Attribute attribute, boolean named, int all)
          && attribute.isTime()) {
        for (Option<ValueResolver.Place> place : values.place(attribute.entity(), context)) {
          Filter filter = new Filter.Within(List.of(), attribute, dated.window());
          options.add(
              new Option<>(
                  List.of(place.value().put(filter)), all - dated.column().cost() + place.cost()));
        }
      }
    }
    return options;
  }

  /** A period of a thing: by the column that the verb or the table's event names. */
  List<Option<List<Filter>>> during(Condition.During during, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    for (Option<Times.At> at : facts.times().of(context.entity(), during.verb())) {
      Attribute attribute = at.value().attribute();
      boolean fits = attribute.isTimestamp() || during.window().isWholeDays() || isDays(during);
      if (fits) {
        options.add(
            new Option<>(
                List.of(
                    new Filter.Within(context.then(at.value().path()), attribute, during.window())),
                at.cost()));
      }
    }
    if (options.isEmpty()) {
      facts.problem(
          during
              .verb()
              .map(
                  verb ->
                      "I found no column of `%s` that tells when a row was %s."
                          .formatted(context.entity().name(), verb))
              .orElse(
                  "I found no column that tells when a row of `%s` happened."
                      .formatted(context.entity().name())));
    }
    return options;
  }

  /** Rolling windows of days and longer make sense for dates too; hours don't. */
  private static boolean isDays(Condition.During during) {
    return !during.window().label().contains("hour");
  }

  private List<Option<List<Filter>>> compares(Condition.Compares compares, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    if (compares.column().isEmpty()) {
      for (Worth.Priced priced : facts.worth().of(context.entity())) {
        options.add(
            new Option<>(
                List.of(new Filter.Compared(context.path(), priced.measure(), compares.test())),
                priced.cost()));
      }
      if (options.isEmpty()) {
        facts.problem(
            "I don't know which number of `%s` to compare.".formatted(context.entity().name()));
      }
      return options;
    }
    Noun column = compares.column().get();
    for (Link link : column.links()) {
      int cost = link.cost() - column.cost();
      switch (link) {
        case Link.ToColumn(Attribute attribute, boolean named, int all) -> {
          if (attribute.isNumber()) {
            var measure = new Measure.OfColumn(List.of(), attribute);
            for (Option<ValueResolver.Place> place : values.place(attribute.entity(), context)) {
              Filter filter = new Filter.Compared(List.of(), measure, compares.test());
              options.add(new Option<>(List.of(place.value().put(filter)), cost + place.cost()));
              if (!place.value().down().isEmpty() && Worth.isAdditive(attribute)) {
                // One of them, or all together.
                sums(attribute.entity(), measure, List.of(), compares.test(), context)
                    .forEach(sum -> options.add(sum.plus(cost + place.cost())));
              }
            }
          }
        }
        case Link.ToMoney(Optional<Entity> entity, String word, int all) -> {
          if (entity.stream().allMatch(context.entity()::equals)) {
            for (Worth.Priced priced : facts.worth().of(context.entity())) {
              options.add(
                  new Option<>(
                      List.of(
                          new Filter.Compared(context.path(), priced.measure(), compares.test())),
                      cost + priced.cost()));
            }
          }
        }
        case Link.ToTable table -> {}
        case Link.ToUnit unit -> {}
      }
    }
    if (options.isEmpty()) {
      facts.problem("“%s” is no number that I could compare.".formatted(column.text()));
    }
    return options;
  }

  private List<Option<List<Filter>>> filled(Condition.Filled filled, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    for (Link link : filled.column().links()) {
      if (link instanceof Link.ToColumn(Attribute attribute, boolean named, int all)) {
        for (Option<List<Hop>> path : facts.up(context.entity(), attribute.entity())) {
          options.add(
              new Option<>(
                  List.of(
                      new Filter.Filled(context.then(path.value()), attribute, filled.filled())),
                  all - filled.column().cost() + path.cost() + 2 * path.value().size()));
        }
      }
    }
    return options;
  }

  /** Something that a column with a time tells: it is filled once it happened. */
  private List<Option<List<Filter>>> happened(Condition.Happened happened, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    for (Attribute attribute : Times.moments(context.entity(), happened.verb())) {
      if (attribute.column().nullable()) {
        options.add(
            Option.of(List.of(new Filter.Filled(context.path(), attribute, happened.happened()))));
      }
    }
    return options;
  }

  private List<Option<List<Filter>>> contains(Condition.Contains contains, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    for (Link link : contains.column().links()) {
      if (link instanceof Link.ToColumn(Attribute attribute, boolean named, int all)
          && attribute.isText()) {
        for (Option<List<Hop>> path : facts.up(context.entity(), attribute.entity())) {
          options.add(
              new Option<>(
                  List.of(
                      new Filter.Like(
                          context.then(path.value()),
                          attribute,
                          contains.place(),
                          contains.text())),
                  all - contains.column().cost() + path.cost() + 2 * path.value().size()));
        }
      }
    }
    return options;
  }

  private List<Option<List<Filter>>> key(Condition.Key key, Context context) {
    return context
        .entity()
        .singleKey()
        .filter(
            attribute ->
                attribute.isInteger() ? key.value().matches("\\d{1,18}") : attribute.isText())
        .<List<Option<List<Filter>>>>map(
            attribute ->
                List.of(
                    Option.of(List.of(new Filter.KeyIs(context.path(), attribute, key.value())))))
        .orElse(List.of());
  }

  /** A measure of the rows that lead to this one, added up. */
  private List<Option<List<Filter>>> sums(
      Entity base, Measure measure, List<Filter> filters, NumberTest test, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    for (Option<List<Hop>> up : facts.up(base, context.entity())) {
      if (!up.value().isEmpty()) {
        Filter sum = new Filter.HasSum(context.path(), base, up.value(), measure, filters, test);
        options.add(new Option<>(List.of(sum), up.cost()));
      }
    }
    return options;
  }

  /** What was spent all told: a sum over the rows that lead to this one. */
  private List<Option<List<Filter>>> spent(
      Condition.Spent spent, List<Condition.During> times, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    for (Worth.Priced priced : facts.worth().anywhere()) {
      List<List<Option<List<Filter>>>> inner = new ArrayList<>();
      times.forEach(time -> inner.add(during(time, Context.of(priced.base()))));
      for (Option<List<Filter>> filters : Option.all(inner)) {
        sums(priced.base(), priced.measure(), filters.value(), spent.test(), context)
            .forEach(sum -> options.add(sum.plus(priced.cost() + filters.cost())));
      }
    }
    if (options.isEmpty()) {
      facts.problem(
          "I found no amounts of money that belong to `%s`.".formatted(context.entity().name()));
    }
    return options;
  }
}
