package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns the things that a question speaks of, and what it says of them, into filters of one table.
 */
final class PartResolver {
  private final Facts facts;
  private final ConditionResolver conditions;
  private final List<Part> parts;

  PartResolver(Facts facts, List<Part> parts) {
    this.facts = facts;
    this.conditions = new ConditionResolver(facts);
    this.parts = parts;
  }

  /**
   * The filters of a base table's rows.
   *
   * @param target the table of the first part
   * @param path up from the base to it
   */
  List<Option<List<Filter>>> filters(Entity base, Entity target, List<Hop> path) {
    return at(0, new Context(base, target, path), base != target);
  }

  /** The filters for a part and what belongs to it. */
  private List<Option<List<Filter>>> at(int index, Context context, boolean event) {
    List<List<Option<List<Filter>>>> choices = new ArrayList<>();
    choices.add(conditions.filters(parts.get(index).conditions(), context, event));
    for (int child = index + 1; child < parts.size(); child++) {
      if (parts.get(child).governor() == index) {
        choices.add(child(child, context));
      }
    }
    return Option.all(choices);
  }

  private List<Option<List<Filter>>> child(int index, Context context) {
    Part part = parts.get(index);
    List<Option<List<Filter>>> options = new ArrayList<>();
    for (Link link : part.noun().links()) {
      if (link instanceof Link.ToTable(Entity entity, int cost)) {
        int more = cost - part.noun().cost();
        List<Option<List<Filter>>> found =
            part.tie() == Part.Tie.OF
                ? belonging(index, entity, context)
                : having(index, part, entity, context);
        found.forEach(option -> options.add(option.plus(more)));
      }
    }
    if (options.isEmpty()) {
      facts.problem(
          "I found no way from `%s` to “%s” by foreign keys that fits."
              .formatted(context.entity().name(), part.noun().text()));
    }
    return Option.cheapest(options);
  }

  /** Orders of customers; products in categories. */
  private List<Option<List<Filter>>> belonging(int index, Entity entity, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>(above(index, entity, context));
    if (options.isEmpty() && context.base() != context.entity()) {
      above(index, entity, Context.of(context.base()))
          .forEach(option -> options.add(option.plus(1)));
    }
    if (options.isEmpty()) {
      options.addAll(connected(index, entity, context, true));
    }
    return options;
  }

  /** What a row itself belongs to: orders of customers in Berlin. */
  private List<Option<List<Filter>>> above(int index, Entity entity, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    for (Option<List<Hop>> up : facts.up(context.entity(), entity)) {
      int far = up.cost() + 2 * up.value().size();
      for (Option<List<Filter>> option : at(index, context.up(up.value()), false)) {
        boolean vacuous = option.value().isEmpty() && !up.value().isEmpty();
        if (!vacuous) {
          options.add(option.plus(far));
        } else {
          // Nothing is said of it but that there is one.
          Hop first = up.value().getFirst();
          context
              .entity()
              .attribute(first.key().columns().getFirst())
              .ifPresent(
                  key ->
                      options.add(
                          new Option<>(
                              List.of(new Filter.Filled(context.path(), key, true)), far + 1)));
        }
      }
    }
    return options;
  }

  /** Customers with orders, with none, with so many. */
  private List<Option<List<Filter>>> having(int index, Part part, Entity entity, Context context) {
    boolean exists = part.tie() == Part.Tie.EXISTS;
    boolean folds = exists && part.test().isEmpty() && context.base() != context.entity();
    if (folds) {
      // The rows that are counted or added up are the very ones that the verb speaks of.
      List<Option<List<Filter>>> options = new ArrayList<>();
      for (Option<List<Hop>> up : facts.up(context.base(), entity)) {
        options.addAll(at(index, Context.of(context.base()).up(up.value()), false));
      }
      if (!options.isEmpty()) {
        return options;
      }
    }
    if (part.test().isPresent()) {
      return counted(index, part.test().get(), entity, context);
    }
    List<Option<List<Filter>>> options = new ArrayList<>();
    for (Hop hop : facts.joins().parents(context.entity())) {
      if (hop.to() == entity && part.conditions().isEmpty() && hop.key().columns().size() == 1) {
        context
            .entity()
            .attribute(hop.key().columns().getFirst())
            .ifPresent(
                key ->
                    options.add(
                        Option.of(List.of(new Filter.Filled(context.path(), key, exists)))));
      }
    }
    return options.isEmpty() ? connected(index, entity, context, exists) : options;
  }

  private List<Option<List<Filter>>> connected(
      int index, Entity entity, Context context, boolean exists) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    List<List<Hop>> paths =
        facts.joins().any(context.entity(), entity).stream()
            .filter(path -> !path.isEmpty() && !path.getFirst().up())
            .toList();
    for (List<Hop> path : paths) {
      for (Option<List<Filter>> inner : at(index, Context.of(entity), false)) {
        options.add(
            new Option<>(
                List.of(new Filter.Has(context.path(), path, inner.value(), exists)),
                inner.cost() + path.size() - 1));
      }
    }
    return options;
  }

  private List<Option<List<Filter>>> counted(
      int index, NumberTest test, Entity entity, Context context) {
    List<Option<List<Filter>>> options = new ArrayList<>();
    for (Hop hop : facts.joins().children(context.entity())) {
      if (hop.to() == entity) {
        for (Option<List<Filter>> inner : at(index, Context.of(entity), false)) {
          options.add(
              new Option<>(
                  List.of(new Filter.HasCount(context.path(), hop, inner.value(), test)),
                  inner.cost() + (hop.declared() ? 0 : 1)));
        }
      }
    }
    return options;
  }
}
