package io.chatdata.server.explorer;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what a mistaken name may have meant. */
final class Suggestions {
  private static final int MOST_LISTED = 20;

  private Suggestions() {}

  /** The name that is most like it, if one is. */
  static Optional<String> closest(String wanted, Collection<String> names) {
    String lower = wanted.toLowerCase(Locale.ROOT);
    int most = Math.max(1, lower.length() / 3);
    return names.stream()
        .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT), most) <= most)
        .min(
            Comparator.comparingInt(
                    (String name) -> distance(lower, name.toLowerCase(Locale.ROOT), most))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The names, or the first of them. */
  static String list(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String more = names.size() > MOST_LISTED ? ", …" : "";
    return String.join(", ", names.subList(0, Math.min(MOST_LISTED, names.size()))) + more;
  }

  /** How many characters must be added, taken away or changed; more than the most when far more. */
  private static int distance(String from, String to, int most) {
    if (Math.abs(from.length() - to.length()) > most) {
      return most + 1;
    }
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[to.length()];
  }
}
