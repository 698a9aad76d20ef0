package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a question about the database itself names. */
final class Slots {
  private final List<Noun> nouns = new ArrayList<>();
  private final Set<String> cues = new HashSet<>();
  private Optional<Integer> number = Optional.empty();
  private String schema = "";
  private String text = "";

  void noun(Noun noun) {
    nouns.add(noun);
  }

  void cue(String cue) {
    cues.add(cue);
  }

  void number(int value) {
    number = Optional.of(value);
  }

  void schema(String name) {
    schema = name;
  }

  void text(String quoted) {
    text = quoted;
  }

  List<Noun> nouns() {
    return nouns;
  }

  boolean has(String cue) {
    return cues.contains(cue);
  }

  Optional<Integer> number() {
    return number;
  }

  String schema() {
    return schema;
  }

  String text() {
    return text;
  }

  /** The tables that the nouns name; empty where one of them names none, or not clearly one. */
  Optional<List<Entity>> tables() {
    List<Entity> tables = new ArrayList<>();
    for (Noun noun : nouns) {
      Optional<Entity> table = table(noun);
      if (table.isEmpty()) {
        return Optional.empty();
      }
      tables.add(table.get());
    }
    return Optional.of(tables.stream().distinct().toList());
  }

  /** The one table that the nouns name. */
  Optional<Entity> onlyTable() {
    return tables().filter(tables -> tables.size() == 1).map(List::getFirst);
  }

  /** The table that a noun most likely names; empty where two are equally likely. */
  Optional<Entity> table(Noun noun) {
    List<Link> links =
        noun.links().stream()
            .filter(
                link ->
                    link instanceof Link.ToTable table
                        && (schema.isEmpty() || table.entity().schema().equals(schema)))
            .toList();
    boolean rivals = links.size() > 1 && links.get(0).cost() == links.get(1).cost();
    return links.isEmpty() || rivals
        ? Optional.empty()
        : Optional.of(((Link.ToTable) links.getFirst()).entity());
  }
}
