package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides what things are put in order by: customers by spending, products by price. */
final class RankResolver {
  /** How many are shown where a plural says no number. */
  private static final int FEW = 10;

  /** The cost of a comparison that the question doesn't name. */
  private static final int UNNAMED = 6;

  private static final Set<String> DEEDS =
      Set.of(
          "order",
          "sale",
          "purchase",
          "rental",
          "loan",
          "booking",
          "reservation",
          "checkout",
          "borrowing");

  private final Facts facts;

  RankResolver(Facts facts) {
    this.facts = facts;
  }

  /** The queries for a target that is put in order. */
  List<Seed> seeds(Draft draft, Link target) {
    Rank rank = draft.rank().orElseThrow();
    boolean listed = draft.head().stream().allMatch(Head.LIST::equals);
    if (!listed || !draft.groups().isEmpty()) {
      return List.of();
    }
    int limit =
        rank.limit() == Rank.UNSAID ? (draft.target().noun().plural() ? FEW : 1) : rank.limit();
    Ranking ranking = new Ranking(target, limit, rank.descending());
    return rank.by().isEmpty()
        ? unnamed(ranking)
        : switch (rank.by().get()) {
          case Rank.By.Measure(Head head, Noun noun) -> measure(ranking, head, noun);
          case Rank.By.Count(Noun noun) -> count(ranking, noun);
          case Rank.By.Sold sold -> sold(ranking);
          case Rank.By.Money(String word) -> worth(ranking);
          case Rank.By.Frequency frequency -> frequency(ranking);
          case Rank.By.Time(Optional<String> verb) -> time(ranking, verb);
          case Rank.By.Degree(String adjective, Lexicon.Degree degree) -> degree(ranking, degree);
          case Rank.By.Later later -> first(ranking);
          case Rank.By.Result result -> List.of();
        };
  }

  private record Ranking(Link target, int limit, boolean descending) {
    Query.Order byMetric() {
      return new Query.Order(limit, descending, Optional.empty());
    }

    Query.Order by(Measure measure) {
      return new Query.Order(limit, descending, Optional.of(measure));
    }

    boolean isTable(Entity entity) {
      return target instanceof Link.ToTable table && table.entity() == entity;
    }
  }

  /** Some rows of a table, by its key. */
  private static List<Seed> first(Ranking ranking) {
    return ranking.target() instanceof Link.ToTable(Entity entity, int cost)
        ? entity.singleKey().stream()
            .map(
                key ->
                    rows(
                        entity,
                        new Query.Order(
                            ranking.limit(),
                            false,
                            Optional.of(new Measure.OfColumn(List.of(), key))),
                        0))
            .toList()
        : List.of();
  }

  /** A thing's own worth, else what was spent or earned with it. */
  private List<Seed> worth(Ranking ranking) {
    if (ranking.target() instanceof Link.ToTable(Entity entity, int cost)) {
      List<Worth.Priced> own = facts.worth().of(entity);
      if (!own.isEmpty() && own.getFirst().cost() <= 1) {
        return money(ranking, Head.SUM, own, 0);
      }
    }
    return money(ranking, Head.SUM, facts.worth().anywhere(), 0);
  }

  private List<Seed> measure(Ranking ranking, Head head, Noun noun) {
    List<Seed> seeds = new ArrayList<>();
    for (Link link : noun.links()) {
      int more = link.cost() - noun.cost();
      switch (link) {
        case Link.ToColumn(Attribute attribute, boolean named, int cost) ->
            column(ranking, head, attribute, more, seeds);
        case Link.ToMoney(Optional<Entity> entity, String word, int cost) ->
            money(
                    ranking,
                    head == Head.LIST ? Head.SUM : head,
                    entity.map(facts.worth()::of).orElseGet(facts.worth()::anywhere),
                    more)
                .forEach(seeds::add);
        case Link.ToTable table -> {}
        case Link.ToUnit unit -> {}
      }
    }
    return seeds;
  }

  private void column(Ranking ranking, Head head, Attribute attribute, int cost, List<Seed> seeds) {
    Entity entity = attribute.entity();
    Measure measure = new Measure.OfColumn(List.of(), attribute);
    if (ranking.isTable(entity)) {
      if (head != Head.AVERAGE && head != Head.MEDIAN) {
        seeds.add(rows(entity, ranking.by(measure), cost));
      }
      return;
    }
    if (attribute.isTime()) {
      Head edge = ranking.descending() ? Head.MAXIMUM : Head.MINIMUM;
      seeds.addAll(grouped(ranking, entity, new Metric.Aggregate(edge, measure), cost));
    } else if (attribute.isMeasure()) {
      if (head == Head.LIST && !Worth.isAdditive(attribute)) {
        // "The category with the highest price" may mean its dearest product or its average.
        Head edge = ranking.descending() ? Head.MAXIMUM : Head.MINIMUM;
        seeds.addAll(grouped(ranking, entity, new Metric.Aggregate(edge, measure), cost + 2));
        seeds.addAll(
            grouped(ranking, entity, new Metric.Aggregate(Head.AVERAGE, measure), cost + 2));
      } else {
        Head aggregate = head == Head.LIST ? Head.SUM : head;
        seeds.addAll(grouped(ranking, entity, new Metric.Aggregate(aggregate, measure), cost));
      }
    }
  }

  private List<Seed> count(Ranking ranking, Noun noun) {
    List<Seed> seeds = new ArrayList<>();
    for (Link link : noun.links()) {
      if (link instanceof Link.ToTable(Entity entity, int cost) && !ranking.isTable(entity)) {
        int more = cost - noun.cost();
        List<Seed> direct = grouped(ranking, entity, new Metric.Count(), more);
        seeds.addAll(direct.isEmpty() ? joined(ranking, entity, more + 1) : direct);
      }
    }
    return seeds;
  }

  /** Counts the rows of a table that only connects two others, such as authors and books. */
  private List<Seed> joined(Ranking ranking, Entity counted, int cost) {
    List<Seed> seeds = new ArrayList<>();
    for (Hop hop : facts.joins().children(counted)) {
      Entity link = hop.to();
      boolean connects =
          facts.joins().parents(link).size() == 2
              && link.attributes().stream().noneMatch(Attribute::isMeasure);
      if (connects) {
        seeds.addAll(grouped(ranking, link, new Metric.Count(), cost));
      }
    }
    return seeds;
  }

  private List<Seed> money(Ranking ranking, Head head, List<Worth.Priced> priced, int cost) {
    List<Seed> seeds = new ArrayList<>();
    for (Worth.Priced one : priced) {
      int total = cost + one.cost();
      if (ranking.isTable(one.base())) {
        seeds.add(rows(one.base(), ranking.by(one.measure()), total));
      } else {
        seeds.addAll(
            grouped(ranking, one.base(), new Metric.Aggregate(head, one.measure()), total));
      }
    }
    return seeds;
  }

  /** How much was sold of a thing: pieces where a table has them, else how often. */
  private List<Seed> sold(Ranking ranking) {
    List<Seed> seeds = new ArrayList<>();
    for (Entity entity : facts.schema().entities()) {
      facts
          .worth()
          .quantity(entity)
          .filter(quantity -> !entity.isView() && !ranking.isTable(entity))
          .ifPresent(
              quantity ->
                  seeds.addAll(
                      grouped(
                          ranking,
                          entity,
                          new Metric.Aggregate(Head.SUM, new Measure.OfColumn(List.of(), quantity)),
                          0)));
    }
    if (seeds.isEmpty()) {
      for (Entity entity : facts.schema().entities()) {
        if (!entity.isView() && DEEDS.contains(entity.words().getLast())) {
          seeds.addAll(grouped(ranking, entity, new Metric.Count(), 1));
        }
      }
    }
    return seeds;
  }

  private List<Seed> frequency(Ranking ranking) {
    List<Seed> seeds = new ArrayList<>();
    switch (ranking.target()) {
      case Link.ToColumn(Attribute attribute, boolean named, int cost) ->
          seeds.addAll(grouped(ranking, attribute.entity(), new Metric.Count(), 0));
      case Link.ToTable(Entity entity, int cost) ->
          facts
              .joins()
              .children(entity)
              .forEach(hop -> seeds.addAll(grouped(ranking, hop.to(), new Metric.Count(), 1)));
      case Link.ToMoney money -> {}
      case Link.ToUnit unit -> {}
    }
    return seeds;
  }

  private List<Seed> time(Ranking ranking, Optional<String> verb) {
    List<Seed> seeds = new ArrayList<>();
    if (ranking.target() instanceof Link.ToTable(Entity entity, int cost)) {
      for (Option<Times.At> at : facts.times().of(entity, verb)) {
        Measure when = new Measure.OfColumn(at.value().path(), at.value().attribute());
        seeds.add(rows(entity, ranking.by(when), at.cost()));
      }
      if (seeds.isEmpty()) {
        facts.problem(
            "I found no column that tells when a row of `%s` happened.".formatted(entity.name()));
      }
    }
    return seeds;
  }

  private List<Seed> degree(Ranking ranking, Lexicon.Degree degree) {
    List<Seed> seeds = new ArrayList<>();
    if (ranking.target() instanceof Link.ToTable(Entity entity, int cost)) {
      for (String word : degree.columns()) {
        for (Attribute attribute : entity.attributes()) {
          if (seeds.isEmpty()
              && attribute.isMeasure()
              && attribute.words().getLast().equals(word)) {
            seeds.add(rows(entity, ranking.by(new Measure.OfColumn(List.of(), attribute)), 0));
          }
        }
      }
    }
    return seeds;
  }

  /** The question says only "top": the thing's own worth, else what it might be. */
  private List<Seed> unnamed(Ranking ranking) {
    List<Seed> seeds = new ArrayList<>();
    if (ranking.target() instanceof Link.ToTable(Entity entity, int cost)) {
      for (Worth.Priced own : facts.worth().of(entity)) {
        if (own.cost() <= 1) {
          seeds.add(rows(entity, ranking.by(own.measure()), own.cost()));
        }
      }
      if (seeds.isEmpty()) {
        facts
            .joins()
            .children(entity)
            .forEach(hop -> seeds.addAll(grouped(ranking, hop.to(), new Metric.Count(), UNNAMED)));
      }
    } else if (ranking.target() instanceof Link.ToColumn(Attribute attribute, boolean n, int c)
        && !attribute.isMeasure()) {
      seeds.addAll(grouped(ranking, attribute.entity(), new Metric.Count(), UNNAMED));
    }
    if (seeds.stream()
        .noneMatch(seed -> seed.query().order().stream().anyMatch(o -> o.by().isPresent()))) {
      money(ranking, Head.SUM, facts.worth().anywhere(), 0).stream()
          .map(seed -> new Seed(seed.query(), seed.target(), seed.path(), false, UNNAMED))
          .forEach(seeds::add);
    }
    return seeds;
  }

  private static Seed rows(Entity entity, Query.Order order, int cost) {
    return Seed.of(Query.of(entity, new Metric.Rows()).ordered(order), cost);
  }

  /** Rows of a base table, grouped by the target, and the groups put in order. */
  private List<Seed> grouped(Ranking ranking, Entity base, Metric metric, int cost) {
    List<Seed> seeds = new ArrayList<>();
    Query query = Query.of(base, metric).ordered(ranking.byMetric());
    switch (ranking.target()) {
      case Link.ToTable(Entity entity, int all) -> {
        for (Option<List<Hop>> path : facts.up(base, entity)) {
          if (!path.value().isEmpty()) {
            Query grouped = query.by(List.of(new Dimension.ByEntity(path.value(), entity)));
            seeds.add(Seed.of(grouped, entity, path.value(), cost + path.cost()));
          }
        }
      }
      case Link.ToColumn(Attribute attribute, boolean named, int all) -> {
        if (!attribute.isMeasure() && attribute.isGroupable()) {
          for (Option<List<Hop>> path : facts.up(base, attribute.entity())) {
            Query grouped = query.by(List.of(new Dimension.ByColumn(path.value(), attribute)));
            seeds.add(
                Seed.of(
                    grouped,
                    attribute.entity(),
                    path.value(),
                    cost + path.cost() + path.value().size()));
          }
        }
      }
      case Link.ToUnit(TimeUnit unit, int all) -> {
        for (Option<Times.At> at : facts.times().of(base, Optional.empty())) {
          Query grouped =
              query.by(
                  List.of(new Dimension.ByTime(at.value().path(), at.value().attribute(), unit)));
          seeds.add(Seed.of(grouped, cost + at.cost()));
        }
      }
      case Link.ToMoney money -> {}
    }
    return seeds;
  }
}
