package io.chatdata.server.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads PostgreSQL's text of an array, such as {@code {1,NULL,"a b"}}, into nested lists. */
final class ArrayText {
  private final String text;
  private final char delimiter;
  private final Function<String, @Nullable Object> element;
  private int at;

  private ArrayText(String text, char delimiter, Function<String, @Nullable Object> element) {
    this.text = text;
    this.delimiter = delimiter;
    this.element = element;
  }

  /**
   * The array; its text where it is none that starts at 1, for a JSON array can't say where it
   * starts.
   *
   * @param element makes the value of an element of its text
   */
  static Object read(String text, char delimiter, Function<String, @Nullable Object> element) {
    if (!text.startsWith("{")) {
      return text;
    }
    var reader = new ArrayText(text, delimiter, element);
    List<@Nullable Object> list = reader.list();
    return reader.at == text.length() ? list : text;
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> list = new ArrayList<>();
    at++;
    if (peek() == '}') {
      at++;
      return list;
    }
    while (true) {
      switch (peek()) {
        case '{' -> list.add(list());
        case '"' -> list.add(element.apply(quoted()));
        default -> list.add(bare());
      }
      if (next() == '}') {
        return list;
      }
    }
  }

  private @Nullable Object bare() {
    int start = at;
    while (peek() != delimiter && peek() != '}') {
      at++;
    }
    String value = text.substring(start, at);
    return value.equals("NULL") ? null : element.apply(value);
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    at++;
    while (peek() != '"') {
      if (peek() == '\\') {
        at++;
      }
      value.append(next());
    }
    at++;
    return value.toString();
  }

  /** The next character; a closing bracket at the end, for the text may be broken. */
  private char peek() {
    if (at >= text.length()) {
      throw new IllegalArgumentException("an array's text ends early");
    }
    return text.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }
}
