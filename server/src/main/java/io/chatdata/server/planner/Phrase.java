package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Words that mean something together, in a notation of their own: {@code "the? number|count of"}
 * stands for number of, count of, the number of and the count of. A singular also stands for its
 * plural.
 */
final class Phrase {
  private record Item(Set<String> words, boolean optional) {}

  private final List<Item> items;

  private Phrase(List<Item> items) {
    this.items = items;
  }

  static Phrase of(String notation) {
    List<Item> items = new ArrayList<>();
    for (String item : notation.split(" ", -1)) {
      boolean optional = item.endsWith("?") && item.length() > 1;
      String words = optional ? item.substring(0, item.length() - 1) : item;
      items.add(new Item(Set.copyOf(Arrays.asList(words.split("\\|", -1))), optional));
    }
    return new Phrase(List.copyOf(items));
  }

  static List<Phrase> all(String... notations) {
    return Stream.of(notations).map(Phrase::of).toList();
  }

  /** Where the phrase ends if it starts at a position, the longest way; -1 when it doesn't. */
  int match(List<Token> tokens, int position) {
    return match(tokens, position, 0);
  }

  /** The longest match of several. */
  static int longest(List<Phrase> phrases, List<Token> tokens, int position) {
    int longest = -1;
    for (Phrase phrase : phrases) {
      longest = Math.max(longest, phrase.match(tokens, position));
    }
    return longest;
  }

  private int match(List<Token> tokens, int position, int item) {
    if (item == items.size()) {
      return position;
    }
    Item next = items.get(item);
    int best = -1;
    if (position < tokens.size() && matches(next, tokens.get(position))) {
      best = match(tokens, position + 1, item + 1);
    }
    return next.optional() ? Math.max(best, match(tokens, position, item + 1)) : best;
  }

  private static boolean matches(Item item, Token token) {
    return token.kind() != Token.Kind.QUOTED
        && (item.words().contains(token.lower())
            || (token.isWord() && !Collections.disjoint(token.forms(), item.words())));
  }

  /** Every word that occurs in it. */
  Stream<String> words() {
    return items.stream().flatMap(item -> item.words().stream());
  }
}
