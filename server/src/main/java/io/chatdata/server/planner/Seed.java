package io.chatdata.server.planner;

import java.util.List;

/**
 * A query that lacks the filters and groups of its question.
 *
 * @param target the table of the thing that the question is about
 * @param path up from the query's base to it
 * @param share the question's conditions pick the part of a share
 */
record Seed(Query query, Entity target, List<Hop> path, boolean share, int cost) {
  Seed {
    path = List.copyOf(path);
  }

  static Seed of(Query query, int cost) {
    return new Seed(query, query.base(), List.of(), false, cost);
  }

  static Seed of(Query query, Entity target, List<Hop> path, int cost) {
    return new Seed(query, target, path, false, cost);
  }

  Seed asShare() {
    return new Seed(query, target, path, true, cost);
  }
}
