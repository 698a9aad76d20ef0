package io.chatdata.server.conversation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A piece of a text around words that were found in it, which it marks. */
final class Snippet {
  /** Before and after a word that was found: characters of private use, which no text needs. */
  static final char START = '\uE000';

  static final char END = '\uE001';

  private static final int BEFORE = 60;
  private static final int LENGTH = 240;
  private static final Pattern MARKS = Pattern.compile("[" + START + END + "]");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private Snippet() {}

  /** The text around the first word that is found, or its beginning where none is. */
  static String of(String body, Pattern finder) {
    String text = SPACE.matcher(MARKS.matcher(body).replaceAll("")).replaceAll(" ").strip();
    Matcher words = finder.matcher(text);
    int first = words.find() ? words.start() : 0;
    int start = first <= BEFORE ? 0 : wordStart(text, first - BEFORE, first);
    int end =
        text.length() - start <= LENGTH ? text.length() : wordEnd(text, start + LENGTH, first);
    String marked = finder.matcher(text.substring(start, end)).replaceAll(START + "$0" + END);
    return (start > 0 ? "…" : "") + marked + (end < text.length() ? "…" : "");
  }

  /** The first beginning of a word from a place on, before another. */
  private static int wordStart(String text, int from, int before) {
    int space = text.indexOf(' ', from);
    return space >= 0 && space < before ? space + 1 : character(text, from);
  }

  /** The last end of a word up to a place, after another. */
  private static int wordEnd(String text, int to, int after) {
    int space = text.lastIndexOf(' ', to);
    return space > after ? space : character(text, to);
  }

  /** Not the middle of a character. */
  private static int character(String text, int at) {
    return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
  }
}
