package io.chatdata.server.planner;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a message is taken to ask for. */
sealed interface Reading {
  /** Which databases there are. */
  record Databases() implements Reading {}

  record Schemas() implements Reading {}

  /**
   * Which tables there are.
   *
   * @param schema of this schema only; empty means all
   * @param contains only those with this in their name; empty means all
   * @param column only those that have such a column; empty means all
   * @param order what matters about them
   */
  record TableList(String schema, String contains, String column, Show show, Order order)
      implements Reading {
    enum Show {
      ALL,
      TABLES,
      VIEWS
    }

    enum Order {
      NAME,
      /** The one with most rows first. */
      ROWS,
      /** The one that takes most space first. */
      SIZE
    }
  }

  /** The columns, keys and indexes of tables. */
  record Structure(List<Entity> entities) implements Reading {}

  /** How tables refer to one another. */
  record Relations(List<Entity> entities) implements Reading {}

  record Sample(List<Entity> entities, int rows) implements Reading {}

  /**
   * What the columns of a table hold.
   *
   * @param attributes empty means all
   * @param quality whether the question also wants to know what is wrong with them
   */
  record Profile(Entity entity, List<Attribute> attributes, boolean quality) implements Reading {}

  /** What is wrong with the data of some tables; empty means of all. */
  record Quality(List<Entity> entities) implements Reading {}

  /** The values of columns and how often each occurs. */
  record TopValues(List<Attribute> attributes, int limit) implements Reading {}

  /** Figures of a table, or of some of its columns. */
  record Statistics(Entity entity, List<Attribute> attributes) implements Reading {}

  record Patterns(Entity entity) implements Reading {}

  /** A question of the data. */
  record Ask(Draft draft, Query query) implements Reading {}

  /** A statement in SQL that the person wrote. */
  record Statement(String sql) implements Reading {}

  /** A greeting, thanks, or the wish to know what can be asked. */
  record Help(Kind kind) implements Reading {
    enum Kind {
      GREETING,
      THANKS,
      ABILITIES
    }
  }

  /** The wish to change something. */
  record Change(String verb) implements Reading {}

  /**
   * Values must be looked up in the data before it can be said what is asked.
   *
   * @param draft the likeliest reading so far
   */
  record LookUp(Draft draft, Set<String> texts, Set<Attribute> attributes) implements Reading {}

  /** The question can be taken in several ways, and none is the most natural. */
  record Choose(List<Query> ways) implements Reading {}

  /**
   * The message was not understood.
   *
   * @param words those that stand in the way; may be empty
   * @param reasons in sentences; may be empty
   */
  record Unread(List<String> words, List<String> reasons) implements Reading {}

  /** The draft that a later message may refine. */
  default Optional<Draft> refinable() {
    return switch (this) {
      case Ask(Draft draft, Query query) -> Optional.of(draft);
      case LookUp(Draft draft, Set<String> texts, Set<Attribute> attributes) -> Optional.of(draft);
      default -> Optional.empty();
    };
  }
}
