package io.chatdata.server.planner;

import io.chatdata.server.explorer.Names;
import io.chatdata.server.explorer.Words;
import io.chatdata.server.sql.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A table and what its name, columns and keys tell. Equal only to itself. */
final class Entity {
  private final Catalog.Table table;
  private final List<String> words;
  private final List<Attribute> attributes = new ArrayList<>();

  /**
   * Reads a table.
   *
   * @param words of its name that say what it holds
   */
  Entity(Catalog.Table table, List<String> words) {
    this.table = table;
    this.words = List.copyOf(words);
    String prefix = sharedPrefix(table);
    Set<String> references =
        table.foreignKeys().stream()
            .flatMap(key -> key.columns().stream())
            .collect(Collectors.toSet());
    for (Catalog.Column column : table.columns()) {
      List<String> columnWords = Names.words(column.name());
      if (columnWords.isEmpty()) {
        columnWords = List.of(column.name());
      }
      if (columnWords.size() > 1 && columnWords.getFirst().equals(prefix)) {
        columnWords = columnWords.subList(1, columnWords.size());
      }
      boolean onlyKey = table.primaryKey().equals(List.of(column.name()));
      boolean partOfKey = table.primaryKey().contains(column.name()) && column.category() == 'N';
      attributes.add(
          new Attribute(
              this,
              column,
              List.copyOf(columnWords),
              onlyKey || partOfKey,
              references.contains(column.name())));
    }
  }

  /** The first word of most columns' names, which then says nothing; empty when there is none. */
  private static String sharedPrefix(Catalog.Table table) {
    if (table.columns().size() < 3) {
      return "";
    }
    return table.columns().stream()
        .map(column -> Names.words(column.name()))
        .filter(names -> names.size() > 1)
        .collect(Collectors.groupingBy(List::getFirst, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(entry -> entry.getValue() * 10 >= table.columns().size() * 8L)
        .map(entry -> entry.getKey())
        .findFirst()
        .orElse("");
  }

  /** Notes that a column refers to another table though no key says so. */
  void refers(Attribute attribute) {
    attributes.replaceAll(
        old ->
            old.equals(attribute)
                ? new Attribute(this, old.column(), old.words(), old.key(), true)
                : old);
  }

  Catalog.Table table() {
    return table;
  }

  String name() {
    return table.name();
  }

  String schema() {
    return table.schema();
  }

  /** Words of its name that say what it holds, singular. */
  List<String> words() {
    return words;
  }

  List<Attribute> attributes() {
    return List.copyOf(attributes);
  }

  Optional<Attribute> attribute(String name) {
    return attributes.stream().filter(attribute -> attribute.name().equals(name)).findFirst();
  }

  boolean isView() {
    return table.kind() == Catalog.Kind.VIEW || table.kind() == Catalog.Kind.MATERIALIZED_VIEW;
  }

  /** The single column of its primary key. */
  Optional<Attribute> singleKey() {
    return table.primaryKey().size() == 1
        ? attribute(table.primaryKey().getFirst())
        : Optional.empty();
  }

  /**
   * True where a row is a figure of a day or a group, not a thing of its own: its key is made of
   * what the row is about.
   */
  boolean isSummary() {
    return isView()
        || (table.primaryKey().size() > 1
            && attributes.stream()
                .filter(attribute -> table.primaryKey().contains(attribute.name()))
                .anyMatch(Attribute::isTime));
  }

  /** What a row is called, in the plural. */
  String plural() {
    return Words.plural(singular());
  }

  /** What a row is called. */
  String singular() {
    List<String> spoken = new ArrayList<>(words);
    spoken.set(spoken.size() - 1, Words.singular(spoken.getLast()));
    return String.join(" ", spoken);
  }

  @Override
  public String toString() {
    return schema() + "." + name();
  }
}
