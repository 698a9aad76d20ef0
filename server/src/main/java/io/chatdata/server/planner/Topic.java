package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A kind of question about the database itself, told by its words in whatever order they come. It
 * is only recognized where every word of the question is a cue, a word that goes with it, or names
 * something.
 *
 * @param cues phrases, under the name by which the reading asks for them
 * @param words others that go with it
 * @param uses what else it may hold
 * @param reading what the question asks for; empty where something is missing
 */
record Topic(
    Map<String, List<Phrase>> cues,
    Set<String> words,
    Set<Use> uses,
    Function<Slots, Optional<Reading>> reading) {
  /** What a question of a topic may hold besides its words. */
  enum Use {
    /** Names of tables and columns. */
    NAMES,
    NUMBER,
    TEXT
  }

  /** What rows are called after their number. */
  private static final Set<String> ROWS =
      Set.of("row", "record", "entry", "example", "sample", "line", "value", "random");

  static Set<String> words(String... lines) {
    Set<String> words = new HashSet<>();
    for (String line : lines) {
      words.addAll(Arrays.asList(line.split(" ", -1)));
    }
    return words;
  }

  /** The reading of a sentence, where it is about this topic. */
  Optional<Reading> read(Sentence sentence) {
    Slots slots = new Slots();
    int position = 0;
    while (position < sentence.size()) {
      int next = step(sentence, position, slots);
      if (next < 0) {
        return Optional.empty();
      }
      position = next;
    }
    return reading.apply(slots);
  }

  private int step(Sentence sentence, int position, Slots slots) {
    Token token = sentence.token(position);
    int cue = cue(sentence, position, slots);
    if (cue > 0) {
      return cue;
    }
    int schema = schema(sentence, position, slots);
    if (schema > 0) {
      return schema;
    }
    if (uses.contains(Use.NAMES)) {
      Optional<Linker.Found> noun =
          words.contains(token.lower())
              ? Optional.empty()
              : sentence.linker().at(position).stream()
                  .filter(found -> found.noun().cost() <= 4)
                  .findFirst();
      if (noun.isPresent()) {
        slots.noun(noun.get().noun());
        return noun.get().end();
      }
    }
    if (token.kind() == Token.Kind.QUOTED && uses.contains(Use.TEXT)) {
      slots.text(token.text());
      return position + 1;
    }
    int number = number(sentence, position, slots);
    if (number > 0) {
      return number;
    }
    int filler = sentence.match(Lexicon.FILLER_PHRASES, position);
    if (filler > 0) {
      return filler;
    }
    boolean harmless =
        token.kind() == Token.Kind.SYMBOL
            ? !token.is("%") && !token.is(">") && !token.is("<") && !token.is("=")
            : token.forms().stream()
                .anyMatch(
                    word ->
                        words.contains(word)
                            || Lexicon.FILLER.contains(word)
                            || COMMON.contains(word));
    return harmless ? position + 1 : -1;
  }

  /** A number of rows; not a year. */
  private int number(Sentence sentence, int position, Slots slots) {
    Optional<NumberWords.Found> number = sentence.number(position);
    if (!uses.contains(Use.NUMBER)
        || number.isEmpty()
        || number.get().whole().filter(n -> n > 0).isEmpty()) {
      return -1;
    }
    int end = number.get().end();
    boolean rows =
        end < sentence.size() && ROWS.contains(Words.singular(sentence.token(end).lower()));
    if (!rows && !sentence.times(position).isEmpty()) {
      return -1;
    }
    slots.number(number.get().whole().orElseThrow());
    return end;
  }

  /** Words that ask or connect, in every topic. */
  private static final Set<String> COMMON =
      words(
          "what which is are was were show list give tell find get display see view look at into"
              + " for of in on from to",
          "about and or with by as do does did have has i we you me us it that this these those"
              + " there be can could",
          "would want need like know understand check inspect explore examine through over each"
              + " every all any exist",
          "exists available currently if so how please name names");

  private int cue(Sentence sentence, int position, Slots slots) {
    int longest = -1;
    for (Map.Entry<String, List<Phrase>> entry : cues.entrySet()) {
      int end = sentence.match(entry.getValue(), position);
      if (end > 0) {
        slots.cue(entry.getKey());
        longest = Math.max(longest, end);
      }
    }
    return longest;
  }

  /** The name of a schema, with the word schema beside it or after in. */
  private static int schema(Sentence sentence, int position, Slots slots) {
    boolean before = sentence.is(position, "schema") || sentence.is(position, "namespace");
    int at = before ? position + 1 : position;
    if (at >= sentence.size()) {
      return -1;
    }
    String name = sentence.token(at).text();
    boolean after = sentence.is(at + 1, "schema") || sentence.is(at + 1, "namespace");
    boolean in = sentence.is(at - 1, "in") || sentence.is(at - 1, "of");
    boolean exists =
        sentence.vocabulary().schema().catalog().schemas().stream()
            .anyMatch(schema -> schema.name().equalsIgnoreCase(name));
    boolean table =
        sentence.vocabulary().schema().entities().stream()
            .anyMatch(entity -> entity.name().equalsIgnoreCase(name));
    if (!exists || !(before || after || (in && !table))) {
      return -1;
    }
    sentence.vocabulary().schema().catalog().schemas().stream()
        .filter(schema -> schema.name().equalsIgnoreCase(name))
        .findFirst()
        .ifPresent(schema -> slots.schema(schema.name()));
    return after ? at + 2 : at + 1;
  }
}
