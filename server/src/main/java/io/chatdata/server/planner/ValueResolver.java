package io.chatdata.server.planner;

import io.chatdata.server.explorer.Names;
import io.chatdata.server.planner.Condition.Mention;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds the columns in which the values that a question names stand. */
final class ValueResolver {
  private static final Set<String> YES = Set.of("true", "yes", "on", "set", "1");
  private static final Set<String> NO = Set.of("false", "no", "off", "unset", "0");

  private final Facts facts;

  ValueResolver(Facts facts) {
    this.facts = facts;
  }

  List<Option<List<Filter>>> filters(Condition.Values condition, Context context) {
    return condition.column().isPresent()
        ? inColumn(condition, condition.column().get(), context)
        : anywhere(condition, context);
  }

  /** Values of a column that the question names. */
  private List<Option<List<Filter>>> inColumn(
      Condition.Values condition, Noun column, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    boolean reached = false;
    for (Link link : column.links()) {
      int cost = link.cost() - column.cost();
      switch (link) {
        case Link.ToColumn(Attribute attribute, boolean named, int all) -> {
          for (Option<Place> place : place(attribute.entity(), context)) {
            reached = true;
            of(attribute, condition)
                .ifPresent(
                    filter ->
                        options.add(
                            new Option<>(List.of(place.value().put(filter)), cost + place.cost())));
          }
        }
        case Link.ToTable(Entity entity, int all) -> {
          for (Option<Place> place : place(entity, context)) {
            for (Attribute attribute : labels(entity)) {
              of(attribute, condition)
                  .ifPresent(
                      filter ->
                          options.add(
                              new Option<>(
                                  List.of(place.value().put(filter)), cost + place.cost())));
            }
          }
        }
        case Link.ToMoney money -> {}
        case Link.ToUnit unit -> {}
      }
    }
    if (options.isEmpty() && reached && facts.unknown().isEmpty()) {
      facts.problem(
          "I found no value %s in %s."
              .formatted(quoted(condition.values()), "`" + column.text() + "`"));
    }
    return options;
  }

  /** Values of whatever column has them, the nearest first. */
  private List<Option<List<Filter>>> anywhere(Condition.Values condition, Context context) {
    List<Option<List<Filter>>> flags = flags(condition, context);
    flags.addAll(happened(condition, context));
    Optional<List<Set<Attribute>>> holders = holders(condition.values(), context);
    if (holders.isEmpty()) {
      return flags;
    }
    Set<Attribute> common = new LinkedHashSet<>(holders.get().getFirst());
    holders.get().forEach(common::retainAll);
    Map<Integer, List<Option<List<Filter>>>> byDistance = new TreeMap<>();
    for (Attribute attribute : common) {
      for (Option<Place> place : place(attribute.entity(), context)) {
        of(attribute, condition)
            .ifPresent(
                filter ->
                    byDistance
                        .computeIfAbsent(place.cost(), cost -> new ArrayList<>())
                        .add(new Option<>(List.of(place.value().put(filter)), place.cost())));
      }
    }
    List<Option<List<Filter>>> options = new ArrayList<>(flags);
    byDistance.values().stream().findFirst().ifPresent(options::addAll);
    if (options.isEmpty()) {
      facts.problem(
          "I found no value %s in the columns of `%s` and what it refers to."
              .formatted(quoted(condition.values()), context.entity().name()));
    }
    return options;
  }

  /** By value, the columns that hold it; empty where one must be looked up first. */
  private Optional<List<Set<Attribute>>> holders(List<Mention> values, Context context) {
    Set<Entity> near = new LinkedHashSet<>(facts.joins().ancestors(context.entity()));
    near.addAll(facts.joins().ancestors(context.base()));
    List<Set<Attribute>> holders = new ArrayList<>();
    boolean complete = true;
    for (Mention mention : values) {
      List<Values.Hit> hits = hits(mention.text());
      complete &= facts.values().find(mention.text()).isPresent();
      Set<Attribute> columns = new LinkedHashSet<>();
      hits.forEach(hit -> columns.add(hit.attribute()));
      holders.add(columns);
    }
    boolean elsewhere =
        holders.stream()
            .anyMatch(columns -> columns.stream().noneMatch(c -> near.contains(c.entity())));
    if (!complete && elsewhere) {
      values.forEach(mention -> need(mention.text()));
      return Optional.empty();
    }
    return Optional.of(holders);
  }

  private void need(String text) {
    if (facts.values().find(text).isEmpty()) {
      facts.unknown().add(text);
    }
  }

  private List<Values.Hit> hits(String text) {
    List<Attribute> enums =
        facts.schema().entities().stream()
            .flatMap(entity -> entity.attributes().stream())
            .filter(Attribute::isEnum)
            .toList();
    List<Values.Hit> hits = new ArrayList<>(Values.listed(enums, text));
    facts.values().find(text).ifPresent(hits::addAll);
    return hits;
  }

  /**
   * The filter for one column; empty where it lacks one of the values, or where that is not known.
   */
  private Optional<Filter> of(Attribute attribute, Condition.Values condition) {
    if (attribute.isFlag()) {
      return flag(attribute, condition);
    }
    if (attribute.isNumber()) {
      return number(attribute, condition);
    }
    List<String> spellings = new ArrayList<>();
    boolean loose = false;
    for (Mention mention : condition.values()) {
      List<Values.Spelling> meant =
          hits(mention.text()).stream()
              .filter(hit -> hit.attribute().equals(attribute))
              .flatMap(hit -> Values.meant(mention.text(), hit.spellings()).stream())
              .distinct()
              .toList();
      if (meant.isEmpty()) {
        if (!attribute.isEnum()) {
          need(mention.text());
        }
        return Optional.empty();
      }
      loose |= meant.size() > 1;
      meant.forEach(spelling -> spellings.add(spelling.value()));
    }
    return Optional.of(
        new Filter.OneOf(List.of(), attribute, spellings, loose, condition.negated()));
  }

  private static Optional<Filter> flag(Attribute flag, Condition.Values condition) {
    if (condition.values().size() != 1) {
      return Optional.empty();
    }
    String text = Values.key(condition.values().getFirst().text());
    if (YES.contains(text) || NO.contains(text)) {
      return Optional.of(new Filter.Is(List.of(), flag, YES.contains(text) != condition.negated()));
    }
    return Optional.empty();
  }

  private static Optional<Filter> number(Attribute attribute, Condition.Values condition) {
    if (condition.values().size() != 1) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(condition.values().getFirst().text());
      NumberTest.Op op = condition.negated() ? NumberTest.Op.NOT_EQUAL : NumberTest.Op.EQUAL;
      return Optional.of(
          new Filter.Compared(
              List.of(), new Measure.OfColumn(List.of(), attribute), NumberTest.of(op, number)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Adjectives that are the name of a yes-or-no column: active of is_active. */
  private List<Option<List<Filter>>> flags(Condition.Values condition, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    if (condition.values().size() == 1) {
      List<String> words = Names.words(condition.values().getFirst().text());
      for (Entity entity : facts.joins().ancestors(context.entity())) {
        for (Attribute attribute : entity.attributes()) {
          List<String> name = new ArrayList<>(attribute.words());
          name.removeAll(List.of("is", "has", "was", "flag"));
          if (attribute.isFlag() && name.equals(words)) {
            for (Option<Place> place : place(entity, context)) {
              Filter filter = new Filter.Is(List.of(), attribute, !condition.negated());
              options.add(new Option<>(List.of(place.value().put(filter)), place.cost()));
            }
          }
        }
      }
    }
    return options;
  }

  /** Participles that a column for their time tells: discontinued products. */
  private static List<Option<List<Filter>>> happened(Condition.Values condition, Context context) {
    Mention mention = condition.values().getFirst();
    if (condition.values().size() > 1 || !mention.participle()) {
      return List.of();
    }
    return Times.moments(context.entity(), Values.key(mention.text())).stream()
        .filter(attribute -> attribute.column().nullable())
        .map(
            attribute ->
                new Option<>(
                    List.<Filter>of(
                        new Filter.Filled(context.path(), attribute, !condition.negated())),
                    1))
        .toList();
  }

  private static List<Attribute> labels(Entity entity) {
    List<Attribute> labels = entity.attributes().stream().filter(Attribute::isLabel).toList();
    return labels.isEmpty()
        ? entity.attributes().stream().filter(Attribute::isCategory).toList()
        : labels;
  }

  /**
   * How a row leads to the rows of another table.
   *
   * @param up the path that only goes up, to where the filter or the step down starts
   * @param down the path from there that starts with a step down; empty where there is none
   */
  record Place(List<Hop> up, List<Hop> down) {
    Filter put(Filter filter) {
      if (down.isEmpty()) {
        return Filters.at(up, filter);
      }
      // Not to have bought books is to have no purchase of books.
      return filter instanceof Filter.OneOf one && one.negated()
          ? new Filter.Has(up, down, List.of(one.positive()), false)
          : new Filter.Has(up, down, List.of(filter), true);
    }
  }

  /** Where an entity is from a context. */
  List<Option<Place>> place(Entity entity, Context context) {
    List<Option<Place>> places = new ArrayList<>();
    for (Option<List<Hop>> path : facts.up(context.entity(), entity)) {
      places.add(
          new Option<>(
              new Place(context.then(path.value()), List.of()),
              2 * path.value().size() + path.cost()));
    }
    if (places.isEmpty() && context.base() != context.entity()) {
      for (Option<List<Hop>> path : facts.up(context.base(), entity)) {
        places.add(new Option<>(new Place(path.value(), List.of()), 2 * path.value().size() + 1));
      }
    }
    if (places.isEmpty()) {
      List<List<Hop>> paths = facts.joins().any(context.entity(), entity);
      for (List<Hop> path : paths) {
        places.add(new Option<>(new Place(context.path(), path), 2 * path.size() + 2));
      }
    }
    return places;
  }

  private static String quoted(List<Mention> values) {
    return String.join(", ", values.stream().map(value -> "“" + value.text() + "”").toList());
  }
}
