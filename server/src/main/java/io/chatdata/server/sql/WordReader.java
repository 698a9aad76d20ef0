package io.chatdata.server.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the names in an expression as PostgreSQL writes it out: EXPLAIN, pg_get_viewdef. */
final class WordReader {
  /** Second words of types whose length is written in brackets, and OPERATOR(…). */
  private static final Set<String> WORDS_OF_THE_GRAMMAR = Set.of("varying", "operator");

  private final String text;
  private int position;
  private boolean type;
  private boolean quoted;
  private List<String> name = List.of();

  WordReader(String text) {
    this.text = text;
  }

  /** Goes on to the next name, which may have dots; false at the end. */
  boolean next() {
    boolean afterCast = false;
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '\'') {
        boolean escapes = position > 0 && "eE".indexOf(text.charAt(position - 1)) >= 0;
        skipLiteral(escapes);
      } else if (c == '"' || Characters.isNameStart(c)) {
        type = afterCast;
        readName();
        if (position < text.length() && text.charAt(position) == '\'' && name.size() == 1) {
          // the prefix of a literal
          continue;
        }
        return true;
      } else if (Characters.isDigit(c) || c == '$') {
        position++;
        while (position < text.length() && Characters.isNamePart(text.charAt(position))) {
          position++;
        }
      } else {
        afterCast = text.startsWith("::", position);
        position += afterCast ? 2 : 1;
      }
    }
    return false;
  }

  /** Its parts, without quotes. */
  List<String> name() {
    return name;
  }

  boolean isFollowedBy(char c) {
    return position < text.length() && text.charAt(position) == c;
  }

  /** True behind a cast. */
  boolean isType() {
    return type;
  }

  /** True for a word that PostgreSQL would have put in quotes if it were a name. */
  boolean isKeyword() {
    String word = name.getLast();
    return name.size() == 1
        && !quoted
        && (WORDS_OF_THE_GRAMMAR.contains(word) || Grammar.postgresql().needsQuotes(word));
  }

  private void readName() {
    List<String> parts = new ArrayList<>();
    while (true) {
      quoted = text.charAt(position) == '"';
      parts.add(quoted ? readQuoted() : readWord());
      boolean more =
          position + 1 < text.length()
              && text.charAt(position) == '.'
              && (text.charAt(position + 1) == '"'
                  || Characters.isNameStart(text.charAt(position + 1)));
      if (!more) {
        name = List.copyOf(parts);
        return;
      }
      position++;
    }
  }

  private String readWord() {
    int start = position;
    while (position < text.length() && Characters.isNamePart(text.charAt(position))) {
      position++;
    }
    return Names.fold(text.substring(start, position));
  }

  private String readQuoted() {
    StringBuilder word = new StringBuilder();
    position++;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        if (!isFollowedBy('"')) {
          break;
        }
        position++;
      }
      word.append(c);
    }
    return word.toString();
  }

  private void skipLiteral(boolean escapes) {
    position++;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (escapes && c == '\\') {
        position++;
      } else if (c == '\'') {
        if (!isFollowedBy('\'')) {
          return;
        }
        position++;
      }
    }
  }
}
