package io.chatdata.server.turn;

import io.chatdata.server.base.Storable;

/** Titles of conversations. */
final class Titles {
  private static final int MOST_CHARACTERS = 60;

  private Titles() {}

  /** A message's first line, cut at a word. */
  static String of(String message) {
    String line = message.strip().lines().findFirst().orElse("").replaceAll("\\s+", " ");
    if (line.codePointCount(0, line.length()) <= MOST_CHARACTERS) {
      return line;
    }
    String cut = line.substring(0, line.offsetByCodePoints(0, MOST_CHARACTERS));
    int space = cut.lastIndexOf(' ');
    return (space > MOST_CHARACTERS / 2 ? cut.substring(0, space) : cut) + "…";
  }

  /**
   * What a model wrote as a title, as plain text: its first line without what models put around it,
   * such as quotation marks and Markdown; empty where there is none.
   */
  static String clean(String written) {
    String plain =
        Storable.text(written)
            .replaceAll("\\*\\*|`", "")
            .replaceAll("[\\p{Cc}\\p{Cf}&&[^\\n\\r\\t\\u200D]]", "")
            .strip()
            .replaceFirst("^(?:#{1,6}|[-*>])\\s+", "")
            .replaceFirst("(?i)^title:\\s*", "");
    String line = of(plain);
    String bare = line.replaceAll("^[\\s\"'“”„«»‘’`*_]+|[\\s\"'“”„«»‘’`*_.]+$", "");
    return bare.codePoints().anyMatch(Character::isLetterOrDigit) ? bare : "";
  }
}
