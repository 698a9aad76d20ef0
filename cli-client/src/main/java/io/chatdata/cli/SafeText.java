package io.chatdata.cli;

/**
 * Makes text of a model or a database harmless to a terminal: what could move the cursor, change
 * colours or titles, answer in the person's name, hide or reverse the reading direction is shown as
 * a sign of its own. Line feeds and tabs stay.
 */
final class SafeText {
  /** Zero-width spaces, and what changes the direction of reading. */
  private static final String UNSEEN =
      "\u200b\u2060\ufeff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

  private SafeText() {}

  /** The text for people: control characters as pictures (␛), all else that is unsafe as U+FFFD. */
  static String neutral(String text) {
    if (text.chars().noneMatch(SafeText::unsafe)) {
      return text;
    }
    String lines = text.replace("\r\n", "\n");
    StringBuilder safe = new StringBuilder(lines.length());
    lines.chars().forEach(c -> safe.append(unsafe(c) ? picture(c) : (char) c));
    return safe.toString();
  }

  /** The neutral text on one line, blanks put together, cut to a length in characters. */
  static String oneLine(String text, int limit) {
    String line = neutral(text.strip().replaceAll("\\s+", " "));
    if (line.codePointCount(0, line.length()) <= limit) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, limit - 1)) + "…";
  }

  /** JSON on one line with the same value, its unsafe characters written as escapes. */
  static String json(String json) {
    if (json.chars().noneMatch(SafeText::unsafe)) {
      return json;
    }
    StringBuilder safe = new StringBuilder(json.length());
    json.chars()
        .forEach(
            c -> {
              if (unsafe(c)) {
                safe.append("\\u%04x".formatted(c));
              } else {
                safe.append((char) c);
              }
            });
    return safe.toString();
  }

  private static boolean unsafe(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    return control || UNSEEN.indexOf(c) >= 0;
  }

  private static char picture(int c) {
    if (c < 0x20) {
      return (char) (0x2400 + c);
    }
    return c == 0x7f ? '\u2421' : '\ufffd';
  }
}
