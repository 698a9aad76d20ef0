package io.chatdata.server.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The functions, operators and types that a statement may name, of PostgreSQL or of one extension;
 * why, says the resource allowed.names.
 *
 * @param functions plain ones
 * @param columns names of the columns of a function's rows where they aren't its alias; a star
 *     stands for columns that aren't known
 * @param summaries aggregates that make one value of many
 * @param collections aggregates that keep the values that they are given
 * @param windows window functions that are no aggregates
 */
record AllowedNames(
    Set<String> functions,
    Map<String, List<String>> columns,
    Set<String> summaries,
    Set<String> collections,
    Set<String> windows,
    Set<String> operators,
    Set<String> types) {

  private static final Map<String, AllowedNames> ALL = load();

  private AllowedNames() {
    this(
        new HashSet<>(),
        new HashMap<>(),
        new HashSet<>(),
        new HashSet<>(),
        new HashSet<>(),
        new HashSet<>(),
        new HashSet<>());
  }

  /** Those of PostgreSQL itself. */
  static AllowedNames postgresql() {
    return Objects.requireNonNull(ALL.get(""));
  }

  /** The extensions that there are lists of. */
  static Set<String> extensions() {
    Set<String> names = new HashSet<>(ALL.keySet());
    names.remove("");
    return names;
  }

  /** Those of an extension; nothing where there is no list of it. */
  static AllowedNames extension(String name) {
    return ALL.getOrDefault(name, new AllowedNames());
  }

  /** The functions of PostgreSQL and all extensions. */
  static Set<String> allFunctions() {
    Set<String> all = new HashSet<>();
    for (AllowedNames names : ALL.values()) {
      List.of(names.functions, names.summaries, names.collections, names.windows)
          .forEach(all::addAll);
    }
    return all;
  }

  /** The operators of PostgreSQL and all extensions. */
  static Set<String> allOperators() {
    Set<String> all = new HashSet<>();
    ALL.values().forEach(names -> all.addAll(names.operators));
    return all;
  }

  /** True for a function of any kind. */
  boolean hasFunction(String name) {
    return functions.contains(name)
        || summaries.contains(name)
        || collections.contains(name)
        || windows.contains(name);
  }

  private static Map<String, AllowedNames> load() {
    Map<String, AllowedNames> all = new HashMap<>();
    all.put("", new AllowedNames());
    try (InputStream in = AllowedNames.class.getResourceAsStream("allowed.names")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      String extension = "";
      String group = "";
      for (String line : text.lines().toList()) {
        if (line.startsWith("[")) {
          List<String> title = words(line.substring(1, line.length() - 1));
          extension = title.size() == 1 ? "" : title.getFirst();
          group = title.getLast();
        } else if (!line.isBlank() && !line.equals("#") && !line.startsWith("# ")) {
          all.computeIfAbsent(extension, name -> new AllowedNames()).add(group, words(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(all);
  }

  private void add(String group, List<String> names) {
    switch (group) {
      case "functions" -> functions.addAll(names);
      case "columns" -> columns.put(names.getFirst(), names.subList(1, names.size()));
      case "summaries" -> summaries.addAll(names);
      case "collections" -> collections.addAll(names);
      case "windows" -> windows.addAll(names);
      case "operators" -> operators.addAll(names);
      case "types" -> types.addAll(names);
      default -> throw new IllegalStateException("allowed.names has a section " + group);
    }
  }

  private static List<String> words(String line) {
    return new ArrayList<>(List.of(line.strip().split(" +")));
  }
}
