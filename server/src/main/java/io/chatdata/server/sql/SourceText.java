package io.chatdata.server.sql;

/** A statement's text and how far it has been read. */
final class SourceText {
  final String sql;
  int position;

  SourceText(String sql) {
    this.sql = sql;
  }

  boolean atEnd() {
    return position >= sql.length();
  }

  /** The character so many places ahead; NUL behind the end. */
  char at(int ahead) {
    return position + ahead < sql.length() ? sql.charAt(position + ahead) : '\0';
  }

  /** Moves past white space and comments; false at the end. */
  boolean skipGap() {
    while (!atEnd()) {
      if (Characters.isSpace(at(0))) {
        position++;
      } else if (at(0) == '-' && at(1) == '-') {
        skipLineComment();
      } else if (at(0) == '/' && at(1) == '*') {
        skipBlockComment();
      } else {
        return true;
      }
    }
    return false;
  }

  void skipLineComment() {
    while (!atEnd() && !Characters.isNewline(at(0))) {
      position++;
    }
  }

  private void skipBlockComment() {
    int start = position;
    int depth = 0;
    do {
      if (atEnd()) {
        throw malformed(start, "The comment that begins here with /* doesn't end");
      } else if (at(0) == '/' && at(1) == '*') {
        depth++;
        position += 2;
      } else if (at(0) == '*' && at(1) == '/') {
        depth--;
        position += 2;
      } else {
        position++;
      }
    } while (depth > 0);
  }

  /** The end of the name or keyword that begins here; this place if none does. */
  int wordEnd() {
    int end = position;
    while (end < sql.length() && Characters.isNamePart(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  static RefusedSqlException malformed(int offset, String message) {
    return new RefusedSqlException(GuardRule.MALFORMED_TOKEN, offset, message);
  }
}
