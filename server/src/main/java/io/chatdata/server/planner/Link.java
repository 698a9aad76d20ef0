package io.chatdata.server.planner;

import java.util.Optional;

/**
 * What a noun of a question may mean. The cost is 0 for the exact name and grows with the guess.
 */
sealed interface Link {
  int cost();

  /** A table: its rows. */
  record ToTable(Entity entity, int cost) implements Link {}

  /**
   * A column.
   *
   * @param named the question named its table as well
   */
  record ToColumn(Attribute attribute, boolean named, int cost) implements Link {}

  /**
   * An amount of money that no column is named for: the value of orders, or revenue as such.
   *
   * @param entity whose; empty where the question doesn't say
   * @param word as the question called it, such as revenue
   */
  record ToMoney(Optional<Entity> entity, String word, int cost) implements Link {}

  /** A unit of time: the month in "the month with the most orders". */
  record ToUnit(TimeUnit unit, int cost) implements Link {}

  /** The same, dearer. */
  default Link plus(int more) {
    return switch (this) {
      case ToTable(Entity entity, int cost) -> new ToTable(entity, cost + more);
      case ToColumn(Attribute attribute, boolean named, int cost) ->
          new ToColumn(attribute, named, cost + more);
      case ToMoney(Optional<Entity> entity, String word, int cost) ->
          new ToMoney(entity, word, cost + more);
      case ToUnit(TimeUnit unit, int cost) -> new ToUnit(unit, cost + more);
    };
  }
}
