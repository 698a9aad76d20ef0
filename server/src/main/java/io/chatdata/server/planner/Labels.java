package io.chatdata.server.planner;

import io.chatdata.server.explorer.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The columns that say which row it is, and names for the columns of results. */
final class Labels {
  private static final Set<String> FALLBACK =
      Set.of(
          "email",
          "code",
          "number",
          "sku",
          "username",
          "description",
          "subject",
          "login",
          "isbn",
          "reference");

  private Labels() {}

  /** Its key, then what a person calls it. */
  static List<Attribute> of(Entity entity) {
    List<Attribute> columns = new ArrayList<>();
    for (String key : entity.table().primaryKey()) {
      entity.attribute(key).ifPresent(columns::add);
    }
    for (Attribute label : names(entity)) {
      if (!columns.contains(label)) {
        columns.add(label);
      }
    }
    return columns.isEmpty() ? List.of(entity.attributes().getFirst()) : columns;
  }

  /** What a person calls it: its name, its first and last name, else a code. */
  static List<Attribute> names(Entity entity) {
    List<Attribute> plain = new ArrayList<>();
    List<Attribute> parts = new ArrayList<>();
    List<Attribute> other = new ArrayList<>();
    for (Attribute attribute : entity.attributes()) {
      List<String> words = new ArrayList<>(attribute.words());
      words.removeAll(entity.words());
      if (attribute.isLabel()) {
        boolean part = words.contains("first") || words.contains("last");
        boolean own =
            words.size() <= 1
                || words.contains("full")
                || words.contains("display")
                || words.contains("company");
        (part ? parts : own ? plain : other).add(attribute);
      }
    }
    if (!plain.isEmpty()) {
      return List.of(plain.getFirst());
    }
    if (!parts.isEmpty()) {
      return parts.subList(0, Math.min(2, parts.size()));
    }
    if (!other.isEmpty()) {
      return List.of(other.getFirst());
    }
    return entity.attributes().stream()
        .filter(
            a ->
                (a.isText() || a.isEnum())
                    && !a.reference()
                    && FALLBACK.contains(a.words().getLast()))
        .limit(1)
        .toList();
  }

  /** A name for a column of a result. */
  static String name(Head head, Measure measure) {
    String of =
        switch (measure) {
          case Measure.OfColumn(List<Hop> path, Attribute attribute) -> attribute.name();
          case Measure.OfLine line -> "value";
          case Measure.OfChildren children -> "value";
        };
    String prefix =
        switch (head) {
          case AVERAGE -> "average_";
          case MEDIAN -> "median_";
          case MINIMUM -> "lowest_";
          case MAXIMUM -> "highest_";
          case SUM -> of.toLowerCase(java.util.Locale.ROOT).contains("total") ? "" : "total_";
          case LIST, COUNT, ROWS, SHARE -> "";
        };
    if (measure instanceof Measure.OfColumn column && column.attribute().isTime()) {
      prefix = head == Head.MINIMUM ? "first_" : head == Head.MAXIMUM ? "last_" : prefix;
    }
    return Names.column(prefix + of);
  }
}
