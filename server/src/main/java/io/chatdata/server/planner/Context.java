package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a condition is told: of an entity that a row of the base leads to.
 *
 * @param base the table whose rows are filtered
 * @param entity the table that the condition speaks of
 * @param path up from base to entity
 */
record Context(Entity base, Entity entity, List<Hop> path) {
  Context {
    path = List.copyOf(path);
  }

  static Context of(Entity entity) {
    return new Context(entity, entity, List.of());
  }

  /** The path from the base to what a path from the entity leads to. */
  List<Hop> then(List<Hop> further) {
    List<Hop> joined = new ArrayList<>(path);
    joined.addAll(further);
    return joined;
  }

  /** The same base, further up. */
  Context up(List<Hop> further) {
    return further.isEmpty() ? this : new Context(base, further.getLast().to(), then(further));
  }
}
