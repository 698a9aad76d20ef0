package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides what the nouns of a question mean. */
final class Resolver {
  private final Facts facts;

  Resolver(Facts facts) {
    this.facts = facts;
  }

  /** The queries that a question may mean, each with how daring it is to take it so. */
  List<Option<Query>> resolve(Draft draft) {
    List<Option<Query>> queries = new ArrayList<>();
    PartResolver parts = new PartResolver(facts, draft.parts());
    GroupResolver groups = new GroupResolver(facts);
    for (Seed seed : new TargetResolver(facts).seeds(draft)) {
      Entity base = seed.query().base();
      for (Option<List<Dimension>> dimensions : groups.dimensions(draft.groups(), base)) {
        for (Option<List<Filter>> filters : parts.filters(base, seed.target(), seed.path())) {
          int cost = seed.cost() + dimensions.cost() + filters.cost();
          query(draft, seed, dimensions.value(), filters.value())
              .ifPresent(query -> queries.add(new Option<>(query, cost)));
        }
      }
    }
    return Option.cheapest(queries);
  }

  private static Optional<Query> query(
      Draft draft, Seed seed, List<Dimension> dimensions, List<Filter> filters) {
    Query query = seed.query();
    if (!dimensions.isEmpty()) {
      query = query.by(dimensions);
    }
    if (seed.share()) {
      return share(query, filters);
    }
    query = query.where(Filters.simplified(filters));
    boolean averaged = query.metric() instanceof Metric.Averaged;
    if (averaged && query.dimensions().isEmpty()) {
      return Optional.empty();
    }
    if (!averaged && draft.averaged()) {
      return Optional.empty();
    }
    if (query.metric() instanceof Metric.Rows && !query.dimensions().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(result(draft, query));
  }

  /** Puts the groups of the result in order where the question says so. */
  private static Query result(Draft draft, Query query) {
    boolean asked =
        draft.rank().stream()
            .anyMatch(rank -> rank.by().stream().anyMatch(Rank.By.Result.class::isInstance));
    if (!asked || query.dimensions().isEmpty()) {
      return query;
    }
    Rank rank = draft.rank().orElseThrow();
    int limit = Math.max(rank.limit(), 0);
    return query.ordered(new Query.Order(limit, rank.descending(), Optional.empty()));
  }

  /** The period is of the whole, all else picks the part. */
  private static Optional<Query> share(Query query, List<Filter> filters) {
    List<Filter> part =
        filters.stream().filter(filter -> !(filter instanceof Filter.Within)).toList();
    List<Filter> whole =
        filters.stream().filter(filter -> filter instanceof Filter.Within).toList();
    boolean grouped = !query.dimensions().isEmpty();
    // With two conditions it is open which of them the whole has as well.
    if (grouped ? !part.isEmpty() : part.size() != 1) {
      return Optional.empty();
    }
    return Optional.of(query.metric(new Metric.Share(query.metric(), part)).where(whole));
  }
}
