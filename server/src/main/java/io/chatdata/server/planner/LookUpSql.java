package io.chatdata.server.planner;

import io.chatdata.server.sql.QueryResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out which columns hold some values. */
final class LookUpSql {
  private LookUpSql() {}

  /** One row for each column and spelling of a value, with the number of rows that have it. */
  static Call call(Reading.LookUp reading) {
    Set<String> variants = new LinkedHashSet<>();
    reading.texts().forEach(text -> variants.addAll(Values.variants(text)));
    String list = String.join(", ", variants.stream().map(Sql::text).toList());
    List<String> parts = new ArrayList<>();
    for (Attribute attribute : sorted(reading)) {
      String column = Sql.name(attribute.name());
      parts.add(
          "SELECT %s AS place, %s::text AS value, count(*) AS rows_found FROM %s WHERE lower(btrim(%s)) IN (%s) GROUP BY 2"
              .formatted(
                  Sql.text(key(attribute)),
                  column,
                  Sql.table(attribute.entity().table()),
                  column,
                  list));
    }
    return Call.query(String.join("\nUNION ALL\n", parts));
  }

  /** What was found, by the text that was looked for. */
  static Map<String, List<Values.Hit>> hits(Reading.LookUp reading, QueryResult result) {
    Map<String, Attribute> byKey = new HashMap<>();
    sorted(reading).forEach(attribute -> byKey.put(key(attribute), attribute));
    Map<String, List<Values.Hit>> hits = new LinkedHashMap<>();
    for (String text : reading.texts()) {
      Set<String> variants = Values.variants(text);
      Map<Attribute, List<Values.Spelling>> spellings = new LinkedHashMap<>();
      for (List<@Nullable Object> row : result.rows()) {
        Attribute attribute = byKey.get(String.valueOf(row.get(0)));
        String value = String.valueOf(row.get(1));
        if (attribute != null && variants.contains(Values.key(value))) {
          long rows = Figures.number(row.get(2)).map(Number::longValue).orElse(0L);
          spellings
              .computeIfAbsent(attribute, a -> new ArrayList<>())
              .add(new Values.Spelling(value, rows));
        }
      }
      List<Values.Hit> found = new ArrayList<>();
      spellings.forEach((attribute, list) -> found.add(new Values.Hit(attribute, list)));
      hits.put(Values.key(text), found);
      // The values themselves are known now, too.
      for (String value : found.stream().flatMap(hit -> hit.values().stream()).toList()) {
        hits.computeIfAbsent(Values.key(value), key -> of(value, found));
      }
    }
    return hits;
  }

  /** Of what was found, the spellings of one value. */
  private static List<Values.Hit> of(String value, List<Values.Hit> found) {
    return found.stream()
        .map(
            hit ->
                new Values.Hit(
                    hit.attribute(),
                    hit.spellings().stream()
                        .filter(spelling -> Values.key(spelling.value()).equals(Values.key(value)))
                        .toList()))
        .filter(hit -> !hit.spellings().isEmpty())
        .toList();
  }

  /** Nothing was found, for there is no column to look in. */
  static Map<String, List<Values.Hit>> none(Reading.LookUp reading) {
    Map<String, List<Values.Hit>> hits = new HashMap<>();
    reading.texts().forEach(text -> hits.put(Values.key(text), List.of()));
    return hits;
  }

  private static List<Attribute> sorted(Reading.LookUp reading) {
    return reading.attributes().stream()
        .sorted(java.util.Comparator.comparing(LookUpSql::key))
        .toList();
  }

  private static String key(Attribute attribute) {
    return attribute.entity() + "." + attribute.name();
  }
}
