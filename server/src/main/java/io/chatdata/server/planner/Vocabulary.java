package io.chatdata.server.planner;

import io.chatdata.server.explorer.Names;
import io.chatdata.server.explorer.Synonyms;
import io.chatdata.server.explorer.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The words of a schema's names, and where they occur. */
final class Vocabulary {
  private static final int ABBREVIATED = 3;
  private static final int COMMENT = 4;
  private static final Pattern WORD = Pattern.compile("[^\\p{L}]+");

  private final Schema schema;
  private final Map<String, List<Entity>> tables = new HashMap<>();
  private final Map<String, List<Attribute>> columns = new HashMap<>();
  private final Map<String, List<Link>> comments = new HashMap<>();
  private final Map<String, Integer> sameNames = new HashMap<>();
  private final Map<String, Map<String, Integer>> meanings = new ConcurrentHashMap<>();

  Vocabulary(Schema schema) {
    this.schema = schema;
    for (Entity entity : schema.entities()) {
      new HashSet<>(entity.words()).forEach(word -> add(tables, word, entity));
      sameNames.merge(entity.name(), 1, Integer::sum);
      comment(entity.table().comment(), 4, new Link.ToTable(entity, COMMENT));
      for (Attribute attribute : entity.attributes()) {
        new HashSet<>(attribute.words()).forEach(word -> add(columns, word, attribute));
        if (attribute.isCategory() || attribute.isMeasure()) {
          comment(attribute.column().comment(), 6, new Link.ToColumn(attribute, false, COMMENT));
        }
      }
    }
  }

  Schema schema() {
    return schema;
  }

  /** What makes a table less likely to be meant than another of the same name. */
  int salience(Entity entity) {
    int twin =
        sameNames.getOrDefault(entity.name(), 1) > 1 && !entity.schema().equals("public") ? 3 : 0;
    return twin + (entity.isView() ? 2 : 0);
  }

  Collection<Entity> entities(Set<String> words) {
    Set<Entity> found = new LinkedHashSet<>();
    words.forEach(word -> found.addAll(tables.getOrDefault(word, List.of())));
    return found;
  }

  Collection<Attribute> attributes(Set<String> words) {
    Set<Attribute> found = new LinkedHashSet<>();
    words.forEach(word -> found.addAll(columns.getOrDefault(word, List.of())));
    return found;
  }

  /** The words of the schema that a word may stand for, with the cost of taking it so. */
  Map<String, Integer> meanings(Token token) {
    return token.isWord() ? meanings.computeIfAbsent(token.lower(), this::find) : Map.of();
  }

  /** What a word means that occurs in no name but in the comment on a table or column. */
  List<Link> commented(Token token) {
    Set<Link> links = new LinkedHashSet<>();
    for (String form : token.forms()) {
      links.addAll(comments.getOrDefault(form, List.of()));
    }
    return List.copyOf(links);
  }

  /** All words, for the correction of slips. */
  Set<String> words() {
    Set<String> words = new HashSet<>(tables.keySet());
    words.addAll(columns.keySet());
    return words;
  }

  private Map<String, Integer> find(String word) {
    Map<String, Integer> found = new LinkedHashMap<>();
    Set<String> forms = new LinkedHashSet<>(Words.forms(word));
    List<String> expanded = Names.expand(word);
    if (expanded.size() == 1) {
      forms.addAll(expanded);
    }
    forms.stream().filter(this::contains).forEach(form -> found.put(form, 0));
    for (String form : forms) {
      Synonyms.of(form)
          .forEach(
              (other, cost) -> {
                if (contains(other)) {
                  found.merge(other, cost, Math::min);
                }
              });
    }
    if (found.isEmpty() && word.length() >= 4 && !Lexicon.FUNCTION.contains(word)) {
      String singular = Words.singular(word);
      for (String other : words()) {
        if (Names.isShortFor(other, singular)) {
          found.put(other, ABBREVIATED);
        }
      }
    }
    return found;
  }

  private boolean contains(String word) {
    return tables.containsKey(word) || columns.containsKey(word);
  }

  /** Notes the words of a short description. A comment with commas rather lists values. */
  private void comment(String comment, int words, Link link) {
    String lower = comment.toLowerCase(Locale.ROOT);
    if (lower.contains(",") || lower.contains(" or ") || lower.contains(":")) {
      return;
    }
    int count = 0;
    for (String word : WORD.split(lower, words + 1)) {
      if (count++ < words && word.length() > 2 && !Lexicon.FUNCTION.contains(word)) {
        add(comments, Words.singular(word), link);
      }
    }
  }

  private static <T> void add(Map<String, List<T>> index, String word, T value) {
    index.computeIfAbsent(word, key -> new ArrayList<>()).add(value);
  }

  Optional<Entity> entity(String schemaName, String name) {
    return schema.entity(schemaName, name);
  }
}
