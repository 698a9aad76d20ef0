package io.chatdata.server.turn;

/** Titles from first messages. */
final class Titles {
  private static final int MOST_CHARACTERS = 60;

  private Titles() {}

  /** The first line, cut at a word. */
  static String of(String message) {
    String line = message.strip().lines().findFirst().orElse("").replaceAll("\\s+", " ");
    if (line.codePointCount(0, line.length()) <= MOST_CHARACTERS) {
      return line;
    }
    String cut = line.substring(0, line.offsetByCodePoints(0, MOST_CHARACTERS));
    int space = cut.lastIndexOf(' ');
    return (space > MOST_CHARACTERS / 2 ? cut.substring(0, space) : cut) + "…";
  }
}
