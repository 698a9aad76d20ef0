package io.chatdata.server.planner;

import io.chatdata.server.explorer.Names;
import io.chatdata.server.sql.Catalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A connection's tables, as the planner understands them. */
final class Schema {
  private static final Set<String> ID_WORDS =
      Set.of("id", "key", "code", "number", "ref", "reference");

  private final Catalog catalog;
  private final List<Entity> entities;
  private final Joins joins;

  Schema(Catalog catalog) {
    this.catalog = catalog;
    Map<String, String> prefixes = prefixes(catalog);
    this.entities =
        catalog.tables().stream()
            .map(
                table -> new Entity(table, words(table, prefixes.getOrDefault(table.schema(), ""))))
            .toList();
    List<Hop> keys = new ArrayList<>(declared());
    keys.addAll(concluded());
    this.joins = new Joins(keys);
  }

  Catalog catalog() {
    return catalog;
  }

  List<Entity> entities() {
    return entities;
  }

  Joins joins() {
    return joins;
  }

  Optional<Entity> entity(String schema, String name) {
    return entities.stream()
        .filter(entity -> entity.schema().equals(schema) && entity.name().equals(name))
        .findFirst();
  }

  private static List<String> words(Catalog.Table table, String prefix) {
    List<String> words = Names.tableWords(table.name());
    return words.size() > 1 && words.getFirst().equals(prefix)
        ? words.subList(1, words.size())
        : words;
  }

  /** By schema, the word that most tables' names start with, such as an application's; or empty. */
  private static Map<String, String> prefixes(Catalog catalog) {
    Map<String, List<List<String>>> names =
        catalog.tables().stream()
            .collect(
                Collectors.groupingBy(
                    Catalog.Table::schema,
                    Collectors.mapping(
                        table -> Names.tableWords(table.name()), Collectors.toList())));
    Map<String, String> prefixes = new HashMap<>();
    names.forEach(
        (schema, words) ->
            prefixes.put(
                schema,
                words.stream()
                    .filter(name -> name.size() > 1)
                    .collect(Collectors.groupingBy(List::getFirst, Collectors.counting()))
                    .entrySet()
                    .stream()
                    .filter(e -> e.getValue() >= 3 && e.getValue() * 10 >= words.size() * 7L)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse("")));
    return prefixes;
  }

  private List<Hop> declared() {
    List<Hop> hops = new ArrayList<>();
    for (Entity child : entities) {
      for (Catalog.ForeignKey key : child.table().foreignKeys()) {
        entity(key.referencedSchema(), key.referencedTable())
            .ifPresent(parent -> hops.add(new Hop(child, parent, key, true, true)));
      }
    }
    return hops;
  }

  /**
   * Keys that nobody declared: a column whose name is that of another table with an id, or that of
   * its key, and whose type is the key's.
   */
  private List<Hop> concluded() {
    List<Hop> hops = new ArrayList<>();
    Map<List<String>, List<Entity>> byKey = new HashMap<>();
    for (Entity parent : entities) {
      Optional<Attribute> key = parent.singleKey();
      if (key.isEmpty() || parent.isView()) {
        continue;
      }
      List<String> words = new ArrayList<>(parent.words());
      words.add("id");
      byKey.computeIfAbsent(words, name -> new ArrayList<>()).add(parent);
      List<String> keyWords = Names.words(key.get().name());
      if (keyWords.size() > 1 && !keyWords.equals(words)) {
        byKey.computeIfAbsent(keyWords, name -> new ArrayList<>()).add(parent);
      }
    }
    for (Entity child : entities) {
      for (Attribute attribute : child.attributes()) {
        List<String> words = new ArrayList<>(Names.words(attribute.name()));
        if (!attribute.reference()
            && words.size() > 1
            && ID_WORDS.contains(words.getLast())
            && !child.isView()) {
          words.set(words.size() - 1, "id");
          byKey
              .getOrDefault(words, byKey.getOrDefault(Names.words(attribute.name()), List.of()))
              .stream()
              .filter(parent -> parent != child && sameType(attribute, parent))
              .filter(parent -> parent.schema().equals(child.schema()))
              .findFirst()
              .ifPresent(
                  parent -> {
                    child.refers(attribute);
                    hops.add(concluded(child, attribute, parent));
                  });
        }
      }
    }
    return hops;
  }

  private static boolean sameType(Attribute attribute, Entity parent) {
    return parent.singleKey().stream()
        .anyMatch(
            key ->
                key.column().type().equals(attribute.column().type())
                    || (key.isInteger() && attribute.isInteger())
                    || (key.isText() && attribute.isText()));
  }

  private static Hop concluded(Entity child, Attribute attribute, Entity parent) {
    var key =
        new Catalog.ForeignKey(
            "",
            child.schema(),
            child.name(),
            List.of(attribute.name()),
            parent.schema(),
            parent.name(),
            parent.table().primaryKey());
    return new Hop(child, parent, key, true, false);
  }
}
