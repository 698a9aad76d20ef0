package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Decides what is counted, added up, averaged or listed. */
final class TargetResolver {
  /** Tables whose rows people name when they mean their money. */
  private static final Set<String> MONEY_TABLES = Set.of("sale", "revenue", "earning", "income");

  private static final Set<String> EITHER_TABLES =
      Set.of(
          "payment",
          "donation",
          "expense",
          "invoice",
          "transaction",
          "refund",
          "purchase",
          "fine",
          "fee");

  /** Words for money that are no word for a deal. */
  private static final Set<String> MONEY_ONLY =
      Set.of("revenue", "turnover", "income", "earning", "proceed", "money", "spending");

  private static final Set<String> SALES = Set.of("sell", "order", "buy", "purchase");

  private static final Set<String> SPENDING = Set.of("spend", "spending", "expenditure", "spent");

  private static final Set<String> PAYERS =
      Set.of(
          "customer",
          "client",
          "user",
          "member",
          "buyer",
          "person",
          "account",
          "patient",
          "guest",
          "subscriber",
          "student",
          "company",
          "donor",
          "borrower",
          "reader",
          "visitor",
          "household",
          "segment",
          "shopper");

  private final Facts facts;
  private final RankResolver ranks;

  TargetResolver(Facts facts) {
    this.facts = facts;
    this.ranks = new RankResolver(facts);
  }

  List<Seed> seeds(Draft draft) {
    List<Seed> seeds = new ArrayList<>();
    Noun noun = draft.target().noun();
    for (Link link : noun.links()) {
      List<Seed> found =
          isRanked(draft)
              ? ranks.seeds(draft, link)
              : switch (link) {
                case Link.ToTable(Entity entity, int cost) ->
                    cost > 0 && MONEY_ONLY.contains(word(noun))
                        ? ofMoney(draft, Optional.of(entity), word(noun))
                        : ofTable(draft, entity);
                case Link.ToColumn(Attribute attribute, boolean named, int cost) ->
                    ofColumn(draft, attribute);
                case Link.ToMoney(Optional<Entity> entity, String word, int cost) ->
                    ofMoney(draft, entity, word);
                case Link.ToUnit unit -> List.<Seed>of();
              };
      int more = link.cost() - noun.cost();
      found.forEach(
          seed ->
              seeds.add(
                  new Seed(
                      seed.query(), seed.target(), seed.path(), seed.share(), seed.cost() + more)));
    }
    return seeds;
  }

  private static String word(Noun noun) {
    return Words.singular(noun.text().toLowerCase(Locale.ROOT));
  }

  /** True where the target itself is put in order, not the groups of the result. */
  private static boolean isRanked(Draft draft) {
    return draft.rank().isPresent()
        && !draft.rank().get().by().stream().anyMatch(Rank.By.Result.class::isInstance);
  }

  private List<Seed> ofTable(Draft draft, Entity entity) {
    Head head = draft.head().orElse(Head.LIST);
    Query count = Query.of(entity, new Metric.Count());
    boolean money =
        MONEY_TABLES.contains(entity.words().getLast())
            || MONEY_TABLES.contains(word(draft.target().noun()));
    boolean per = draft.groups().stream().anyMatch(Term::per);
    List<Seed> seeds = new ArrayList<>();
    switch (head) {
      case LIST -> {
        if (draft.averaged()) {
          seeds.add(Seed.of(count.metric(new Metric.Averaged(new Metric.Count())), 0));
        } else if (draft.groups().isEmpty()) {
          seeds.add(Seed.of(Query.of(entity, new Metric.Rows()), 0));
        } else if (!money) {
          seeds.add(Seed.of(count, 0));
        } else {
          for (Worth.Priced priced : facts.worth().of(entity)) {
            Metric both =
                entity.isSummary()
                    ? new Metric.Aggregate(Head.SUM, priced.measure())
                    : new Metric.CountAndSum(priced.measure());
            seeds.add(Seed.of(Query.of(entity, both), priced.cost()));
          }
        }
      }
      case ROWS -> seeds.add(Seed.of(count, 0));
      case COUNT -> {
        if (draft.averaged()) {
          seeds.add(Seed.of(count.metric(new Metric.Averaged(new Metric.Count())), 0));
        } else {
          seeds.add(Seed.of(count.asYesNo(draft.yesNo()), 0));
          if (!draft.yesNo() && !draft.distinct()) {
            seeds.addAll(pieces(draft, entity));
          }
        }
      }
      case SHARE -> seeds.add(Seed.of(count, 0).asShare());
      case SUM -> {
        boolean either = EITHER_TABLES.contains(entity.words().getLast());
        if (money || either) {
          worth(entity, Head.SUM, seeds);
        }
        if (!money || seeds.isEmpty()) {
          seeds.add(Seed.of(count, 0));
        }
      }
      case AVERAGE, MEDIAN -> {
        if (per && head == Head.AVERAGE) {
          seeds.add(Seed.of(count.metric(new Metric.Averaged(new Metric.Count())), 0));
        } else {
          worth(entity, head, seeds);
        }
      }
      case MINIMUM, MAXIMUM -> {}
    }
    return seeds;
  }

  private void worth(Entity entity, Head head, List<Seed> seeds) {
    for (Worth.Priced priced : facts.worth().of(entity)) {
      Metric metric = new Metric.Aggregate(head, priced.measure());
      seeds.add(Seed.of(Query.of(entity, metric), priced.cost()));
    }
  }

  /**
   * The sums that "how many" may mean: of the pieces in a row that is not one sale but a day's, or
   * one line of an order; and of the pieces that were sold of a thing.
   */
  private List<Seed> pieces(Draft draft, Entity entity) {
    Link link = draft.target().noun().links().getFirst();
    boolean line = link.cost() > 0 && facts.worth().quantity(entity).isPresent();
    List<Seed> seeds = new ArrayList<>();
    if (entity.isSummary() || line) {
      facts
          .worth()
          .quantity(entity)
          .ifPresent(quantity -> seeds.add(Seed.of(sum(entity, quantity), 0)));
    }
    boolean sold =
        draft.parts().stream()
            .skip(1)
            .anyMatch(
                part ->
                    part.tie() == Part.Tie.EXISTS
                        && Words.bases(part.noun().text()).stream().anyMatch(SALES::contains));
    if (sold && !Lexicon.isPerson(entity.words().getLast())) {
      for (Entity other : facts.schema().entities()) {
        Optional<Attribute> quantity = facts.worth().quantity(other);
        if (quantity.isPresent() && !other.isView() && other != entity) {
          for (Option<List<Hop>> path : facts.up(other, entity)) {
            seeds.add(Seed.of(sum(other, quantity.get()), entity, path.value(), path.cost()));
          }
        }
      }
    }
    return seeds;
  }

  private static Query sum(Entity entity, Attribute quantity) {
    return Query.of(
        entity, new Metric.Aggregate(Head.SUM, new Measure.OfColumn(List.of(), quantity)));
  }

  /** What is compared with a number stands before it: orders worth more than 1,000. */
  private static boolean isComparedItself(Draft draft) {
    return draft.target().conditions().stream()
        .anyMatch(c -> c instanceof Condition.Compares compares && compares.column().isEmpty());
  }

  private List<Seed> ofColumn(Draft draft, Attribute attribute) {
    if (attribute.isNumber() && isComparedItself(draft)) {
      return List.of();
    }
    Head head = draft.head().orElse(Head.LIST);
    Entity entity = attribute.entity();
    Query different = Query.of(entity, new Metric.Different(List.of(), attribute));
    Measure measure = new Measure.OfColumn(List.of(), attribute);
    return switch (head) {
      case ROWS, SHARE -> List.of();
      case COUNT -> {
        if (draft.averaged()) {
          yield List.of();
        }
        boolean pieces = !draft.distinct() && attribute.isMeasure() && Worth.isQuantity(attribute);
        if (pieces) {
          yield List.of(Seed.of(Query.of(entity, new Metric.Aggregate(Head.SUM, measure)), 1));
        }
        boolean countable = attribute.isGroupable() && (draft.distinct() || attribute.isCategory());
        yield countable ? List.of(Seed.of(different, draft.distinct() ? 0 : 1)) : List.of();
      }
      case LIST -> listed(draft, attribute, measure);
      case MINIMUM, MAXIMUM ->
          attribute.isNumber() || attribute.isTime()
              ? List.of(Seed.of(Query.of(entity, new Metric.Aggregate(head, measure)), 0))
              : List.of();
      case AVERAGE, SUM, MEDIAN -> {
        if (!attribute.isMeasure()
            || (draft.averaged() && !Worth.isAdditive(attribute))
            || (head == Head.SUM && Worth.isOfOthers(attribute))) {
          yield List.of();
        }
        Metric metric =
            draft.averaged() || (head == Head.AVERAGE && isSpread(draft, attribute))
                ? new Metric.Averaged(new Metric.Aggregate(Head.SUM, measure))
                : new Metric.Aggregate(head, measure);
        yield List.of(Seed.of(Query.of(entity, metric), 0));
      }
    };
  }

  /** "Average revenue per day" is that of a day, not that of a sale. */
  private static boolean isSpread(Draft draft, Attribute attribute) {
    return Worth.isFlow(attribute)
        && draft.groups().stream().anyMatch(term -> term instanceof Term.ByTime && term.per());
  }

  /** A column alone: its values where it is a category, its sum or average where it is a number. */
  private List<Seed> listed(Draft draft, Attribute attribute, Measure measure) {
    Entity entity = attribute.entity();
    boolean narrowed = draft.parts().size() > 1 || !draft.target().conditions().isEmpty();
    boolean additive = Worth.isAdditive(attribute);
    boolean rows = narrowed && (additive ? isKeyGiven(draft) : isRowWanted(draft));
    if (attribute.isMeasure() && !rows) {
      if (additive || !draft.groups().isEmpty()) {
        Head head = additive ? Head.SUM : Head.AVERAGE;
        return List.of(
            Seed.of(Query.of(entity, new Metric.Aggregate(head, measure)), additive ? 0 : 2));
      }
      return List.of();
    }
    if (!draft.groups().isEmpty()) {
      return List.of();
    }
    if (narrowed && !draft.distinct() && isRowWanted(draft)) {
      return List.of(Seed.of(Query.of(entity, new Metric.Rows()).showing(attribute), 0));
    }
    if (attribute.isCategory() || draft.distinct() || attribute.isFlag()) {
      return attribute.isGroupable()
          ? List.of(
              Seed.of(
                  Query.of(entity, new Metric.Count())
                      .by(List.of(new Dimension.ByColumn(List.of(), attribute))),
                  1))
          : List.of();
    }
    return List.of();
  }

  /** One row is asked for, by its key or name, or those that pass a filter. */
  private static boolean isRowWanted(Draft draft) {
    return draft.parts().stream()
        .flatMap(part -> part.conditions().stream())
        .anyMatch(condition -> !(condition instanceof Condition.During));
  }

  private static boolean isKeyGiven(Draft draft) {
    return draft.parts().stream()
        .flatMap(part -> part.conditions().stream())
        .anyMatch(Condition.Key.class::isInstance);
  }

  private List<Seed> ofMoney(Draft draft, Optional<Entity> entity, String word) {
    Head head = draft.head().orElse(Head.LIST);
    Head aggregate = head == Head.LIST ? Head.SUM : head;
    boolean unsaid = word.equals(AggregateRule.UNSAID);
    if (unsaid || (!aggregate.isAggregate() && aggregate != Head.SHARE)) {
      return List.of();
    }
    if (entity.isPresent() && draft.averaged()) {
      // The average monthly order value may be that of an order or that of a month.
      return List.of();
    }
    if (head == Head.LIST && isComparedItself(draft)) {
      return entity.stream().map(owner -> Seed.of(Query.of(owner, new Metric.Rows()), 0)).toList();
    }
    List<Worth.Priced> all =
        entity.map(owner -> facts.worth().of(owner)).orElseGet(() -> facts.worth().anywhere());
    boolean per = draft.groups().stream().anyMatch(Term::per) || draft.averaged();
    boolean spread = per && aggregate == Head.AVERAGE && entity.isEmpty();
    List<Seed> seeds = new ArrayList<>();
    for (Worth.Priced priced : all) {
      if (entity.isEmpty() && SPENDING.contains(word) && !hasPayer(draft, priced.base())) {
        continue;
      }
      Metric sum = new Metric.Aggregate(Head.SUM, priced.measure());
      Metric metric =
          aggregate == Head.SHARE
              ? sum
              : spread || draft.averaged()
                  ? new Metric.Averaged(sum)
                  : new Metric.Aggregate(aggregate, priced.measure());
      Query query = Query.of(priced.base(), metric);
      Seed seed = Seed.of(query, priced.cost());
      seeds.add(aggregate == Head.SHARE ? seed.asShare() : seed);
    }
    return seeds;
  }

  /** True where somebody who pays is spoken of: what "we spend" is not in the orders. */
  private boolean hasPayer(Draft draft, Entity base) {
    boolean named =
        draft.parts().stream().skip(1).anyMatch(part -> isPayer(part.noun()))
            || draft.groups().stream()
                .anyMatch(term -> term instanceof Term.ByNoun by && isPayer(by.noun()));
    boolean bought =
        base.words().stream().anyMatch(Set.of("expense", "expenditure", "cost")::contains);
    return named || bought;
  }

  private static boolean isPayer(Noun noun) {
    return noun.links().stream()
        .anyMatch(
            link ->
                switch (link) {
                  case Link.ToTable(Entity entity, int cost) ->
                      entity.words().stream().anyMatch(PAYERS::contains);
                  case Link.ToColumn(Attribute attribute, boolean named, int cost) ->
                      attribute.entity().words().stream().anyMatch(PAYERS::contains);
                  case Link.ToMoney money -> false;
                  case Link.ToUnit unit -> false;
                });
  }
}
