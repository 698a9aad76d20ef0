package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides which columns a question groups by. */
final class GroupResolver {
  private final Facts facts;

  GroupResolver(Facts facts) {
    this.facts = facts;
  }

  List<Option<List<Dimension>>> dimensions(List<Term> terms, Entity base) {
    List<List<Option<List<Dimension>>>> choices = new ArrayList<>();
    for (Term term : terms) {
      List<Option<Dimension>> found =
          switch (term) {
            case Term.ByTime(TimeUnit unit, boolean per) -> byTime(unit, base);
            case Term.ByNoun(Noun noun, boolean per) -> byNoun(noun, base);
          };
      choices.add(found.stream().map(option -> option.map(List::of)).toList());
    }
    return Option.all(choices);
  }

  private List<Option<Dimension>> byTime(TimeUnit unit, Entity base) {
    List<Option<Dimension>> found = new ArrayList<>();
    for (Option<Times.At> at : facts.times().of(base, Optional.empty())) {
      Attribute attribute = at.value().attribute();
      boolean fine = unit != TimeUnit.HOUR && unit != TimeUnit.HOUR_OF_DAY;
      if (fine || attribute.isTimestamp()) {
        found.add(at.map(value -> new Dimension.ByTime(value.path(), value.attribute(), unit)));
      }
    }
    if (found.isEmpty()) {
      facts.problem(
          "I found no column that tells when a row of `%s` happened.".formatted(base.name()));
    }
    return found;
  }

  private List<Option<Dimension>> byNoun(Noun noun, Entity base) {
    List<Option<Dimension>> found = new ArrayList<>();
    for (Link link : noun.links()) {
      int more = link.cost() - noun.cost();
      switch (link) {
        case Link.ToTable(Entity entity, int cost) -> {
          for (Option<List<Hop>> path : facts.up(base, entity)) {
            if (!path.value().isEmpty()) {
              found.add(
                  new Option<>(new Dimension.ByEntity(path.value(), entity), more + path.cost()));
            }
          }
        }
        case Link.ToColumn(Attribute attribute, boolean named, int cost) ->
            byColumn(attribute, base).forEach(option -> found.add(option.plus(more)));
        case Link.ToMoney money -> {}
        case Link.ToUnit unit -> {}
      }
    }
    if (found.isEmpty()) {
      facts.problem(
          "I can't group `%s` by “%s”: each of its rows would have to belong to exactly one."
              .formatted(base.name(), noun.text()));
    }
    return found;
  }

  private List<Option<Dimension>> byColumn(Attribute attribute, Entity base) {
    List<Option<Dimension>> found = new ArrayList<>();
    boolean number = attribute.isMeasure() && !attribute.isInteger();
    if (number || !attribute.isGroupable()) {
      return found;
    }
    int cost = attribute.isMeasure() ? 1 : 0;
    for (Option<List<Hop>> path : facts.up(base, attribute.entity())) {
      int far = 2 * path.value().size() + path.cost();
      Optional<Hop> reference = reference(attribute);
      if (reference.isPresent()) {
        List<Hop> longer = new ArrayList<>(path.value());
        longer.add(reference.get());
        found.add(new Option<>(new Dimension.ByEntity(longer, reference.get().to()), far + cost));
      } else if (attribute.isTime()) {
        found.add(
            new Option<>(new Dimension.ByTime(path.value(), attribute, TimeUnit.DAY), far + cost));
      } else {
        found.add(new Option<>(new Dimension.ByColumn(path.value(), attribute), far + cost));
      }
    }
    return found;
  }

  /** The key that a column alone makes up. */
  private Optional<Hop> reference(Attribute attribute) {
    return facts.joins().parents(attribute.entity()).stream()
        .filter(hop -> hop.key().columns().equals(List.of(attribute.name())))
        .findFirst();
  }
}
