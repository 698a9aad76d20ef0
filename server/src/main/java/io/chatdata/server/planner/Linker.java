package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what the words of a question may mean in a schema. */
final class Linker {
  private static final int MAX_WORDS = 5;
  private static final int MAX_LINKS = 200;

  /** A link that is this much dearer than the best one for the same words is no rival. */
  private static final int SPREAD = 4;

  private static final Set<String> TABLE_WORDS = Set.of("table", "view", "relation");
  private static final Set<String> COLUMN_WORDS = Set.of("column", "field", "attribute");

  private static final Set<String> MOMENT_WORDS = Set.of("date", "dates", "day", "time", "times");

  private final Vocabulary vocabulary;
  private final List<Token> tokens;
  private final String question;
  private final Map<Integer, List<Found>> cache = new HashMap<>();

  Linker(Vocabulary vocabulary, String question, List<Token> tokens) {
    this.vocabulary = vocabulary;
    this.question = question;
    this.tokens = tokens;
  }

  /** A noun, and where its words end. */
  record Found(Noun noun, int end) {}

  /** The nouns that start at a position, the longest first. */
  List<Found> at(int position) {
    return cache.computeIfAbsent(position, this::find);
  }

  /** True where a single word names something of the schema, as itself or by a synonym. */
  boolean isKnown(Token token) {
    return token.isWord() && !vocabulary.meanings(token).isEmpty();
  }

  private List<Found> find(int position) {
    List<Found> found = new ArrayList<>();
    Token first = tokens.get(position);
    if (position + 1 < tokens.size() && isKindWord(first)) {
      // "The table orders", "column status".
      for (Found inner : spans(position + 1)) {
        noun(
                position,
                inner.end(),
                restricted(
                    inner.noun().links(), TABLE_WORDS.contains(Words.singular(first.lower()))))
            .ifPresent(found::add);
      }
    }
    for (Found inner : spans(position)) {
      if (inner.end() < tokens.size() && isKindWord(tokens.get(inner.end()))) {
        boolean table = TABLE_WORDS.contains(Words.singular(tokens.get(inner.end()).lower()));
        noun(position, inner.end() + 1, restricted(inner.noun().links(), table))
            .ifPresent(found::add);
      }
      found.add(inner);
    }
    found.sort(Comparator.comparingInt(Found::end).reversed());
    return found;
  }

  private static boolean isKindWord(Token token) {
    String word = Words.singular(token.lower());
    return token.isWord() && (TABLE_WORDS.contains(word) || COLUMN_WORDS.contains(word));
  }

  private static List<Link> restricted(List<Link> links, boolean table) {
    return links.stream()
        .filter(link -> table ? link instanceof Link.ToTable : link instanceof Link.ToColumn)
        .toList();
  }

  private List<Found> spans(int position) {
    List<Found> found = new ArrayList<>();
    for (int end = position + 1; end <= tokens.size() && end - position <= MAX_WORDS; end++) {
      Token last = tokens.get(end - 1);
      boolean word = last.isWord() && !Lexicon.FUNCTION.contains(last.lower());
      boolean quoted = last.kind() == Token.Kind.QUOTED && end == position + 1;
      if (!word && !quoted) {
        break;
      }
      noun(position, end, links(tokens.subList(position, end))).ifPresent(found::add);
    }
    return found;
  }

  private Optional<Found> noun(int position, int end, List<Link> links) {
    if (links.isEmpty()) {
      return Optional.empty();
    }
    String text = question.substring(tokens.get(position).start(), tokens.get(end - 1).end());
    String head = tokens.get(end - 1).lower();
    boolean plural = !Words.singular(head).equals(head);
    return Optional.of(new Found(new Noun(text, links, plural), end));
  }

  private List<Link> links(List<Token> span) {
    Map<Object, Link> links = new LinkedHashMap<>();
    if (span.size() == 1) {
      identifiers(span.getFirst()).forEach(link -> keep(links, link));
    }
    if (span.stream().allMatch(Token::isWord)) {
      List<Map<String, Integer>> meanings = span.stream().map(vocabulary::meanings).toList();
      tables(meanings).forEach(link -> keep(links, link));
      columns(meanings, null).stream()
          .filter(link -> !isOnlyReference(link, links))
          .forEach(link -> keep(links, link));
      compounds(meanings).forEach(link -> keep(links, link));
      money(span, meanings).forEach(link -> keep(links, link));
      moments(span, meanings).forEach(link -> keep(links, link));
      if (span.size() == 1 && links.isEmpty()) {
        vocabulary.commented(span.getFirst()).forEach(link -> keep(links, link));
      }
    }
    links.replaceAll((target, link) -> afterTable(link, links));
    int best = links.values().stream().mapToInt(Link::cost).min().orElse(0);
    return links.values().stream()
        .filter(link -> link.cost() <= best + SPREAD)
        .sorted(Comparator.comparingInt(Link::cost))
        .limit(MAX_LINKS)
        .toList();
  }

  /** Where a table has just this name, a figure of the same name elsewhere is hardly meant. */
  private static Link afterTable(Link link, Map<Object, Link> links) {
    boolean table =
        links.values().stream().anyMatch(l -> l instanceof Link.ToTable && l.cost() == 0);
    return table
            && link instanceof Link.ToColumn column
            && !column.named()
            && column.attribute().isMeasure()
        ? link.plus(SPREAD)
        : link;
  }

  private static void keep(Map<Object, Link> links, Link link) {
    Object target =
        switch (link) {
          case Link.ToTable table -> table.entity();
          case Link.ToColumn column -> column.attribute();
          case Link.ToMoney money -> List.of(money.entity(), "money");
          case Link.ToUnit unit -> unit.unit();
        };
    links.merge(target, link, (old, other) -> other.cost() < old.cost() ? other : old);
  }

  /** Names as they are written in the database, perhaps with that of the schema or table. */
  private List<Link> identifiers(Token token) {
    List<Link> links = new ArrayList<>();
    String[] parts = token.text().split("\\.", -1);
    for (Entity entity : vocabulary.schema().entities()) {
      boolean own = same(entity.name(), parts[parts.length - 1]);
      if (own && (parts.length == 1 || (parts.length == 2 && same(entity.schema(), parts[0])))) {
        links.add(new Link.ToTable(entity, vocabulary.salience(entity)));
      }
      boolean named =
          parts.length == 1
              || (parts.length == 2 && same(entity.name(), parts[0]))
              || (parts.length == 3
                  && same(entity.schema(), parts[0])
                  && same(entity.name(), parts[1]));
      if (named) {
        for (Attribute attribute : entity.attributes()) {
          if (same(attribute.name(), parts[parts.length - 1])) {
            links.add(new Link.ToColumn(attribute, parts.length > 1, vocabulary.salience(entity)));
          }
        }
      }
    }
    return links;
  }

  private static boolean same(String name, String written) {
    return name.equalsIgnoreCase(written);
  }

  private List<Link> tables(List<Map<String, Integer>> meanings) {
    List<Link> links = new ArrayList<>();
    for (Entity entity : vocabulary.entities(meanings.getLast().keySet())) {
      int cost = Alignment.table(meanings, entity.words());
      if (cost >= 0) {
        links.add(new Link.ToTable(entity, cost + vocabulary.salience(entity)));
      }
    }
    return links;
  }

  /** Columns by their own words, of one table or of any. */
  private List<Link> columns(List<Map<String, Integer>> meanings, @Nullable Entity of) {
    List<Link> links = new ArrayList<>();
    for (Map<String, Integer> meaning : meanings) {
      for (Attribute attribute : vocabulary.attributes(meaning.keySet())) {
        if (of != null && attribute.entity() != of) {
          continue;
        }
        int cost = Alignment.column(meanings, attribute);
        if (cost >= 0) {
          links.add(
              new Link.ToColumn(
                  attribute, of != null, cost + vocabulary.salience(attribute.entity())));
        }
      }
    }
    return links;
  }

  /** True for the key column of what is linked itself: customer_id where customers are. */
  private boolean isOnlyReference(Link link, Map<Object, Link> links) {
    return link instanceof Link.ToColumn(Attribute attribute, boolean named, int cost)
        && attribute.reference()
        && vocabulary.schema().joins().parents(attribute.entity()).stream()
            .anyMatch(
                hop ->
                    hop.key().columns().contains(attribute.name()) && links.containsKey(hop.to()));
  }

  /** Words of a table, then of one of its columns or of a table that it refers to. */
  private List<Link> compounds(List<Map<String, Integer>> meanings) {
    List<Link> links = new ArrayList<>();
    for (int cut = 1; cut < meanings.size(); cut++) {
      for (Link owner : tables(meanings.subList(0, cut))) {
        if (!(owner instanceof Link.ToTable(Entity entity, int ownerCost))) {
          continue;
        }
        List<Map<String, Integer>> rest = meanings.subList(cut, meanings.size());
        columns(rest, entity).forEach(link -> links.add(link.plus(ownerCost)));
        for (Link part : tables(rest)) {
          if (part instanceof Link.ToTable(Entity parent, int cost)
              && vocabulary.schema().joins().parents(entity).stream()
                  .anyMatch(hop -> hop.to() == parent)) {
            links.add(new Link.ToTable(parent, ownerCost + cost + 1));
          }
        }
      }
    }
    return links;
  }

  /** The date of something that a column with a time tells: ship date, order date. */
  private List<Link> moments(List<Token> span, List<Map<String, Integer>> meanings) {
    if (span.size() != 2 || !MOMENT_WORDS.contains(span.getLast().lower())) {
      return List.of();
    }
    String verb = span.getFirst().lower();
    Times times = new Times(vocabulary.schema());
    List<Link> links = new ArrayList<>();
    for (Entity entity : vocabulary.schema().entities()) {
      for (Attribute attribute : Times.moments(entity, verb)) {
        boolean literal =
            attribute.words().stream()
                .anyMatch(word -> Words.bases(word).stream().anyMatch(Words.bases(verb)::contains));
        links.add(
            new Link.ToColumn(attribute, false, (literal ? 0 : 1) + vocabulary.salience(entity)));
      }
    }
    for (Link owner : tables(meanings.subList(0, 1))) {
      if (owner instanceof Link.ToTable(Entity entity, int cost)) {
        times.best(entity).forEach(a -> links.add(new Link.ToColumn(a, false, cost + 1)));
      }
    }
    return links;
  }

  /** Words for money, perhaps after those of the table whose it is. */
  private List<Link> money(List<Token> span, List<Map<String, Integer>> meanings) {
    List<Link> links = new ArrayList<>();
    String last = Words.singular(span.getLast().lower());
    boolean spent = span.size() > 1 && span.getLast().is("spent");
    if (!Lexicon.MONEY.contains(last) && !spent) {
      return links;
    }
    int words = span.size();
    int owner = words - 1;
    if (owner > 0 && Lexicon.MONEY.contains(Words.singular(span.get(owner - 1).lower()))) {
      owner--;
    }
    if (owner == 0 && (Lexicon.OWN_MONEY.contains(last) || spent || words > 1)) {
      links.add(new Link.ToMoney(Optional.empty(), last, 2));
    }
    for (int cut = owner; cut < words && cut > 0; cut++) {
      for (Link table : tables(meanings.subList(0, cut))) {
        if (table instanceof Link.ToTable(Entity entity, int cost)) {
          links.add(new Link.ToMoney(Optional.of(entity), last, cost + 1));
        }
      }
    }
    return links;
  }
}
