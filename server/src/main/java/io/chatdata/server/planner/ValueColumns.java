package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Chooses the columns in which a question's values are looked for. */
final class ValueColumns {
  private static final int MOST = 32;

  /** In larger tables nobody looks for a value without an index. */
  private static final long MOST_ROWS = 20_000_000;

  private ValueColumns() {}

  /** Texts of the tables that a question names, then of those connected with them. */
  static List<Attribute> near(Sentence sentence, Draft draft, Schema schema) {
    Set<Entity> named = new LinkedHashSet<>();
    boolean money = false;
    for (Part part : draft.parts()) {
      money |= add(part.noun().links(), named);
    }
    for (int i = 0; i < sentence.size(); i++) {
      for (Linker.Found found : sentence.linker().at(i)) {
        money |= add(found.noun().links(), named);
      }
      Token token = sentence.token(i);
      if (token.isWord()) {
        Set<String> deeds = Lexicon.deeds(token.lower());
        sentence.vocabulary().entities(deeds).stream()
            .filter(entity -> deeds.contains(entity.words().getLast()))
            .forEach(named::add);
        money |= token.is("much") || token.is("spend") || token.is("spent");
      }
    }
    if (money) {
      new Worth(schema).anywhere().forEach(priced -> named.add(priced.base()));
    }
    List<Attribute> columns = new ArrayList<>();
    Set<Entity> seen = new HashSet<>();
    Set<Entity> level = named;
    for (int distance = 0; distance < 4 && !level.isEmpty(); distance++) {
      Set<Entity> next = new LinkedHashSet<>();
      for (Entity entity : level) {
        if (seen.add(entity)) {
          entity.attributes().stream()
              .filter(ValueColumns::isLookedAt)
              .sorted(Comparator.comparing(a -> !a.isEnum()))
              .forEach(columns::add);
          schema.joins().parents(entity).forEach(hop -> next.add(hop.to()));
          if (distance == 0) {
            schema.joins().children(entity).forEach(hop -> next.add(hop.to()));
          }
        }
      }
      level = next;
    }
    return columns.stream().limit(MOST).toList();
  }

  /**
   * Adds the tables that a noun may mean; true where it may mean money of no table in particular.
   */
  private static boolean add(List<Link> links, Set<Entity> named) {
    boolean money = false;
    for (Link link : links) {
      switch (link) {
        case Link.ToTable table -> named.add(table.entity());
        case Link.ToColumn column -> named.add(column.attribute().entity());
        case Link.ToMoney any -> {
          any.entity().ifPresent(named::add);
          money |= any.entity().isEmpty();
        }
        case Link.ToUnit unit -> {}
      }
    }
    return money;
  }

  private static boolean isLookedAt(Attribute attribute) {
    return attribute.isText()
        && attribute.isCategory()
        && !attribute.entity().isView()
        && attribute.entity().table().estimatedRows() <= MOST_ROWS;
  }
}
