package io.chatdata.server.sql;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which schemas, tables and columns the configuration lets a connection show. */
final class Visibility {
  private final Set<String> schemas;
  private final Predicate<String> tableAllowed;
  private final Predicate<String> tableDenied;
  private final Predicate<String> columnDenied;

  Visibility(DatabaseConfig config) {
    schemas = Set.copyOf(config.schemas());
    tableAllowed = config.allowTables().isEmpty() ? name -> true : anyOf(config.allowTables(), 2);
    tableDenied = anyOf(config.denyTables(), 2);
    columnDenied = anyOf(config.denyColumns(), 3);
  }

  boolean schema(String schema) {
    return schemas.isEmpty() || schemas.contains(schema);
  }

  boolean table(String schema, String table) {
    String name = schema + "." + table;
    return schema(schema) && tableAllowed.test(name) && !tableDenied.test(name);
  }

  boolean column(String schema, String table, String column) {
    return !columnDenied.test(schema + "." + table + "." + column);
  }

  private static Predicate<String> anyOf(List<String> patterns, int parts) {
    List<Pattern> compiled =
        patterns.stream().map(pattern -> compile(qualified(pattern, parts))).toList();
    return name -> compiled.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }

  /** What a pattern leaves out at its front may be anything. */
  private static String qualified(String pattern, int parts) {
    long given = pattern.chars().filter(c -> c == '.').count() + 1;
    return "*.".repeat((int) Math.max(0, parts - given)) + pattern;
  }

  /** {@code *} stands for any characters, {@code ?} for one; case doesn't count. */
  private static Pattern compile(String pattern) {
    String regex =
        pattern
            .codePoints()
            .mapToObj(
                c ->
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    })
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.DOTALL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }
}
