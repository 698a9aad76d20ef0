package io.chatdata.server.explorer;

import io.chatdata.server.sql.Catalog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/** Which words stand where in a catalogue, and which tables belong together. Made once for each. */
final class SchemaIndex {
  /** How much a word or a whole name tells of what a table holds, by where it stands. */
  private static final double WHOLE_TABLE = 3;

  private static final double PART_OF_TABLE = 1.5;
  private static final double WHOLE_COLUMN = 1.5;
  private static final double PART_OF_COLUMN = 0.7;
  private static final double IN_COMMENT = 0.5;

  private static final int SEVERAL = -1;

  private static final Map<Catalog, SchemaIndex> MADE =
      Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * A table that has a word or a whole name.
   *
   * @param table its place in the catalogue
   * @param weight of the best place where it stands
   * @param inName whether that is a part of the table's name
   */
  record Hit(int table, double weight, boolean inName) {}

  /** By the tables' places: the words of their names, and the tables that they have keys with. */
  private final List<Set<String>> words = new ArrayList<>();

  private final List<Set<Integer>> near = new ArrayList<>();
  private final Map<String, List<Hit>> hits = new HashMap<>();
  private final Map<Character, List<String>> byFirstLetter = new HashMap<>();

  /** Names repeat from table to table. */
  private final Map<String, List<String>> wordsOfName = new HashMap<>();

  private SchemaIndex(Catalog catalog) {
    catalog.tables().forEach(this::add);
    hits.keySet()
        .forEach(
            word ->
                byFirstLetter.computeIfAbsent(word.charAt(0), _ -> new ArrayList<>()).add(word));
    declared(catalog);
    concluded(catalog);
    wordsOfName.clear();
  }

  /** Of a catalogue, which never changes. */
  static SchemaIndex of(Catalog catalog) {
    SchemaIndex known = MADE.get(catalog);
    if (known == null) {
      known = new SchemaIndex(catalog);
      MADE.put(catalog, known);
    }
    return known;
  }

  /** How rare a word is: its inverse document frequency. */
  double telling(String word) {
    return Math.log(1 + (double) words.size() / Math.max(1, hits(word).size()));
  }

  /** The words of a table's name, without those that only say that it is one. */
  Set<String> words(int table) {
    return words.get(table);
  }

  /** The tables that it has keys with. */
  Set<Integer> near(int table) {
    return near.get(table);
  }

  /** Where a word stands, or a {@link #whole} name. */
  List<Hit> hits(String word) {
    return hits.getOrDefault(word, List.of());
  }

  /** The words that begin with a letter. */
  List<String> words(char letter) {
    return byFirstLetter.getOrDefault(letter, List.of());
  }

  private void add(Catalog.Table added) {
    int table = words.size();
    List<String> name = Names.tableWords(added.name());
    words.add(Set.copyOf(name));
    near.add(new HashSet<>());
    Map<String, Hit> found = new HashMap<>();
    stands(whole(name), new Hit(table, WHOLE_TABLE, false), found);
    withPairs(name).forEach(word -> stands(word, new Hit(table, PART_OF_TABLE, true), found));
    look(added.schema(), new Hit(table, PART_OF_COLUMN, false), found);
    look(added.comment(), new Hit(table, IN_COMMENT, false), found);
    for (Catalog.Column column : added.columns()) {
      stands(whole(words(column.name())), new Hit(table, WHOLE_COLUMN, false), found);
      look(column.name(), new Hit(table, PART_OF_COLUMN, false), found);
      look(column.comment(), new Hit(table, IN_COMMENT, false), found);
      column.enumLabels().forEach(label -> look(label, new Hit(table, IN_COMMENT, false), found));
    }
    found.forEach((word, hit) -> hits.computeIfAbsent(word, _ -> new ArrayList<>()).add(hit));
  }

  private void look(String text, Hit hit, Map<String, Hit> found) {
    withPairs(words(text)).forEach(word -> stands(word, hit, found));
  }

  private static void stands(String word, Hit hit, Map<String, Hit> found) {
    found.merge(word, hit, (one, other) -> one.weight() >= other.weight() ? one : other);
  }

  private List<String> words(String name) {
    return wordsOfName.computeIfAbsent(name, Names::words);
  }

  /** The key of a name that is these words and no others. */
  static String whole(List<String> words) {
    return " " + String.join(" ", words);
  }

  /** Words, and those that neighbours make together: order item and orderitem. */
  static Set<String> withPairs(List<String> words) {
    Set<String> all = new HashSet<>(words);
    for (int i = 1; i < words.size(); i++) {
      all.add(words.get(i - 1) + words.get(i));
    }
    return all;
  }

  private void declared(Catalog catalog) {
    List<Catalog.Table> tables = catalog.tables();
    IdentityHashMap<Catalog.Table, Integer> places = new IdentityHashMap<>();
    tables.forEach(table -> places.put(table, places.size()));
    for (int place = 0; place < tables.size(); place++) {
      for (Catalog.ForeignKey key : tables.get(place).foreignKeys()) {
        int other =
            catalog
                .table(key.referencedSchema(), key.referencedTable())
                .map(places::get)
                .orElse(place);
        together(place, other);
      }
    }
  }

  private void together(int one, int other) {
    if (one != other) {
      near.get(one).add(other);
      near.get(other).add(one);
    }
  }

  /** Keys that nobody declared: a column that is named as the key of a table, or as only one's. */
  private void concluded(Catalog catalog) {
    List<Catalog.Table> tables = catalog.tables();
    Map<List<String>, Integer> byName = new HashMap<>();
    Map<List<String>, Integer> byKey = new HashMap<>();
    for (int table = 0; table < tables.size(); table++) {
      if (tables.get(table).primaryKey().size() == 1) {
        List<String> key = words(tables.get(table).primaryKey().getFirst());
        List<String> name = new ArrayList<>(Names.tableWords(tables.get(table).name()));
        name.add(key.getLast());
        byName.merge(name, table, (_, _) -> SEVERAL);
        if (key.size() > 1) {
          byKey.merge(key, table, (_, _) -> SEVERAL);
        }
      }
    }
    byKey.putAll(byName);
    for (int table = 0; table < tables.size(); table++) {
      for (Catalog.Column column : tables.get(table).columns()) {
        int other = byKey.getOrDefault(words(column.name()), SEVERAL);
        if (other != SEVERAL) {
          together(table, other);
        }
      }
    }
  }
}
