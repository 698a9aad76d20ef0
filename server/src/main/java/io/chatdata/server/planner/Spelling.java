package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what a word with a slip may have been meant to be: oders, custmers, avergae. */
final class Spelling {
  private static final int LEAST_LETTERS = 4;

  private Spelling() {}

  /**
   * The message with the unknown words as they may have been meant; empty where one of them is like
   * no word, or like several.
   */
  static Optional<String> corrected(String message, List<String> unknown, Vocabulary vocabulary) {
    if (unknown.isEmpty()) {
      return Optional.empty();
    }
    Set<String> words = new HashSet<>(Cues.WORDS);
    words.addAll(vocabulary.words());
    String corrected = message;
    for (String slip : unknown) {
      Optional<String> meant = meant(slip.toLowerCase(java.util.Locale.ROOT), words);
      if (meant.isEmpty()) {
        return Optional.empty();
      }
      corrected =
          corrected.replaceAll(
              "(?<![\\p{L}\\d])" + java.util.regex.Pattern.quote(slip) + "(?![\\p{L}\\d])",
              java.util.regex.Matcher.quoteReplacement(meant.get()));
    }
    return Optional.of(corrected);
  }

  private static Optional<String> meant(String slip, Set<String> words) {
    if (slip.length() < LEAST_LETTERS) {
      return Optional.empty();
    }
    Set<String> near = new HashSet<>();
    for (String word : words) {
      if (isNear(slip, word)) {
        near.add(word);
      } else if (isNear(slip, Words.plural(word))) {
        near.add(Words.plural(word));
      }
    }
    return near.size() == 1 ? Optional.of(near.iterator().next()) : Optional.empty();
  }

  /** One letter is missing, too much or another, or two neighbours have changed places. */
  private static boolean isNear(String one, String other) {
    int length = one.length() - other.length();
    if (Math.abs(length) > 1 || one.equals(other) || other.length() < LEAST_LETTERS) {
      return false;
    }
    int at = 0;
    int shorter = Math.min(one.length(), other.length());
    while (at < shorter && one.charAt(at) == other.charAt(at)) {
      at++;
    }
    if (length != 0) {
      String longer = length > 0 ? one : other;
      return (longer.substring(0, at) + longer.substring(at + 1)).equals(length > 0 ? other : one);
    }
    boolean swapped =
        at + 1 < shorter
            && one.charAt(at) == other.charAt(at + 1)
            && one.charAt(at + 1) == other.charAt(at)
            && one.substring(at + 2).equals(other.substring(at + 2));
    return swapped || one.substring(at + 1).equals(other.substring(at + 1));
  }
}
