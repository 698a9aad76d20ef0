package io.chatdata.server.planner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How tables are connected by foreign keys. A path is a list of hops; empty means the table itself.
 */
final class Joins {
  private static final int MAX_HOPS = 4;

  private final Map<Entity, List<Hop>> hops = new HashMap<>();

  Joins(List<Hop> keys) {
    for (Hop hop : keys) {
      hops.computeIfAbsent(hop.from(), entity -> new ArrayList<>()).add(hop);
      hops.computeIfAbsent(hop.to(), entity -> new ArrayList<>()).add(hop.reversed());
    }
  }

  List<Hop> from(Entity entity) {
    return hops.getOrDefault(entity, List.of());
  }

  List<Hop> parents(Entity entity) {
    return from(entity).stream().filter(Hop::up).toList();
  }

  List<Hop> children(Entity entity) {
    return from(entity).stream().filter(hop -> !hop.up()).toList();
  }

  /** The shortest paths on which each row has at most one row at the other end. */
  List<List<Hop>> up(Entity from, Entity to) {
    return shortest(from, to, false);
  }

  /**
   * The shortest paths that first go down, to tables that refer to this one, then up. They start
   * with a step down unless they only go up.
   */
  List<List<Hop>> any(Entity from, Entity to) {
    List<List<Hop>> up = up(from, to);
    return up.isEmpty() ? shortest(from, to, true) : up;
  }

  /** The tables that can be reached by going up, itself included. */
  Set<Entity> ancestors(Entity entity) {
    Set<Entity> found = new HashSet<>(Set.of(entity));
    Deque<Entity> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      for (Hop hop : parents(open.poll())) {
        if (found.add(hop.to())) {
          open.add(hop.to());
        }
      }
    }
    return found;
  }

  private List<List<Hop>> shortest(Entity from, Entity to, boolean down) {
    if (from == to) {
      return List.of(List.of());
    }
    List<List<Hop>> level = List.of(List.of());
    for (int length = 1; length <= MAX_HOPS; length++) {
      List<List<Hop>> longer = new ArrayList<>();
      List<List<Hop>> found = new ArrayList<>();
      for (List<Hop> path : level) {
        Entity end = path.isEmpty() ? from : path.getLast().to();
        for (Hop hop : from(end)) {
          boolean allowed = hop.up() || (down && path.stream().noneMatch(Hop::up));
          if (allowed && hop.to() != from && path.stream().noneMatch(p -> p.to() == hop.to())) {
            List<Hop> next = new ArrayList<>(path);
            next.add(hop);
            (hop.to() == to ? found : longer).add(List.copyOf(next));
          }
        }
      }
      if (!found.isEmpty()) {
        return found;
      }
      level = longer;
    }
    return List.of();
  }
}
