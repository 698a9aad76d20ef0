package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which columns hold the values that a question names, as far as it was looked up. */
final class Values {
  private static final Pattern BLANKS = Pattern.compile("[\\s_-]+");

  private final Map<String, List<Hit>> known;

  Values(Map<String, List<Hit>> known) {
    this.known = Map.copyOf(known);
  }

  static Values none() {
    return new Values(Map.of());
  }

  /** A column that holds a value, in the spellings that it has there. */
  record Hit(Attribute attribute, List<Spelling> spellings) {
    Hit {
      spellings = List.copyOf(spellings);
    }

    /** The values of the spellings. */
    List<String> values() {
      return spellings.stream().map(Spelling::value).toList();
    }
  }

  /** A value as it stands in the database, and in how many rows. */
  record Spelling(String value, long rows) {}

  /** The columns that hold a value; empty where nobody looked yet. */
  Optional<List<Hit>> find(String text) {
    return Optional.ofNullable(known.get(key(text)));
  }

  /** What equal texts have in common. */
  static String key(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  /** The ways in which a value may be written, in lower case, the question's own first. */
  static Set<String> variants(String text) {
    Set<String> variants = new LinkedHashSet<>();
    String own = key(text);
    Set<String> numbers = new LinkedHashSet<>(List.of(own));
    numbers.addAll(Words.forms(own));
    numbers.add(Words.plural(own));
    numbers.addAll(otherSpelling(own));
    for (String form : numbers) {
      variants.add(form);
      for (String blank : List.of(" ", "_", "-")) {
        variants.add(BLANKS.matcher(form).replaceAll(blank));
      }
    }
    return variants;
  }

  /** American for British and the other way round: canceled, cancelled. */
  private static List<String> otherSpelling(String text) {
    if (text.endsWith("lled")) {
      return List.of(text.substring(0, text.length() - 3) + "ed");
    }
    return text.endsWith("led") ? List.of(text.substring(0, text.length() - 2) + "led") : List.of();
  }

  /**
   * Of the values of one column, those that are meant: the question's own spelling if it occurs.
   */
  static List<Spelling> meant(String text, List<Spelling> spellings) {
    for (String variant : variants(text)) {
      List<Spelling> same =
          spellings.stream().filter(spelling -> key(spelling.value()).equals(variant)).toList();
      if (!same.isEmpty()) {
        return same;
      }
    }
    return List.of();
  }

  /** The columns whose type lists its values, and that list this one. */
  static List<Hit> listed(Iterable<Attribute> attributes, String text) {
    List<Hit> hits = new ArrayList<>();
    Set<String> variants = variants(text);
    for (Attribute attribute : attributes) {
      List<Spelling> labels =
          attribute.column().enumLabels().stream()
              .filter(label -> variants.contains(key(label)))
              .map(label -> new Spelling(label, -1))
              .toList();
      if (!labels.isEmpty()) {
        hits.add(new Hit(attribute, meant(text, labels)));
      }
    }
    return hits;
  }

  /** The same knowledge and more. */
  Values plus(Map<String, List<Hit>> more) {
    Map<String, List<Hit>> all = new HashMap<>(known);
    all.putAll(more);
    return new Values(all);
  }
}
