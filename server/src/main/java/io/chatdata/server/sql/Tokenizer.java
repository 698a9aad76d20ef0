package io.chatdata.server.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Wall 2: splits a statement with PostgreSQL's own lexical rules (src/backend/parser/scan.l, 15 to
 * 18, standard_conforming_strings on) and spells each token in the one way that every reader agrees
 * on. Comments vanish; what PostgreSQL could read only with more context is refused.
 */
final class Tokenizer {
  private final SourceText source;
  private final LiteralReader literals;
  private final List<Token> tokens = new ArrayList<>();

  private Tokenizer(String sql) {
    source = new SourceText(sql);
    literals = new LiteralReader(source);
  }

  static List<Token> tokenize(String sql) {
    Tokenizer tokenizer = new Tokenizer(sql);
    while (tokenizer.source.skipGap()) {
      tokenizer.readToken();
    }
    return tokenizer.tokens;
  }

  private void readToken() {
    char c = source.at(0);
    boolean quoted = source.at(1) == '\'';
    Token literal = literals.read();
    if (literal != null) {
      tokens.add(literal);
    } else if (quoted && (c == 'n' || c == 'N')) {
      source.position++;
      tokens.add(new Token(TokenKind.WORD, "nchar", source.position - 1, source.position));
    } else if (quoted && (c == 'q' || c == 'Q')) {
      throw foreign(source.position, "q'…' is Oracle's; write a literal as '…' or $$…$$");
    } else if (Characters.isNameStart(c)) {
      readWord();
    } else if (Characters.isDigit(c) || (c == '.' && Characters.isDigit(source.at(1)))) {
      int start = source.position;
      source.position = NumberLiteral.end(source.sql, start);
      add(TokenKind.NUMBER, source.sql.substring(start, source.position), start);
    } else if (Characters.isOperator(c)) {
      readOperator();
    } else {
      readPunctuation();
    }
  }

  private void readWord() {
    int start = source.position;
    source.position = source.wordEnd();
    String name = Names.clip(Names.fold(source.sql.substring(start, source.position)));
    if (name.chars().anyMatch(c -> c >= 0x80 && Character.isSpaceChar(c))) {
      throw foreign(
          start,
          "There is a white space character in here that is none to PostgreSQL, such as a no-break"
              + " space; write a plain blank");
    }
    if (isPlain(name)) {
      add(TokenKind.WORD, name, start);
    } else {
      add(TokenKind.QUOTED_NAME, LiteralReader.quote('"', name), start);
    }
  }

  /** True when every reader takes it for one word. */
  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= 0x80 || name.charAt(i) == '$') {
        return false;
      }
    }
    return true;
  }

  private void readOperator() {
    int start = source.position;
    int end = start;
    while (end < source.sql.length()
        && Characters.isOperator(source.sql.charAt(end))
        && !(end > start
            && (source.sql.startsWith("--", end) || source.sql.startsWith("/*", end)))) {
      end++;
    }
    end = withoutTrailingSigns(start, end);
    source.position = end;
    String operator = source.sql.substring(start, end);
    if (operator.indexOf('`') >= 0) {
      throw foreign(
          start, "Backticks are MySQL's; write a name that needs quotes as \"name\", others bare");
    } else if (operator.contains("//")) {
      throw foreign(start, "// is no operator of PostgreSQL; a comment begins with --");
    }
    add(TokenKind.OPERATOR, operator.equals("!=") ? "<>" : operator, start);
  }

  /** {@code =-} is two operators, {@code @-} is one: the rule of the SQL standard. */
  private int withoutTrailingSigns(int start, int end) {
    for (int i = start; i < end - 1; i++) {
      if (Characters.freesTrailingSign(source.sql.charAt(i))) {
        return end;
      }
    }
    int trimmed = end;
    while (trimmed - start > 1
        && (source.sql.charAt(trimmed - 1) == '+' || source.sql.charAt(trimmed - 1) == '-')) {
      trimmed--;
    }
    return trimmed;
  }

  private void readPunctuation() {
    int start = source.position;
    char c = source.at(0);
    boolean pair =
        (c == ':' && (source.at(1) == ':' || source.at(1) == '='))
            || (c == '.' && source.at(1) == '.');
    if (!pair && "()[],;.:".indexOf(c) < 0) {
      throw foreign(start, "PostgreSQL has no use for the character " + c + " here");
    }
    source.position += pair ? 2 : 1;
    add(TokenKind.PUNCTUATION, source.sql.substring(start, source.position), start);
  }

  private void add(TokenKind kind, String text, int start) {
    tokens.add(new Token(kind, text, start, source.position));
  }

  private static RefusedSqlException foreign(int offset, String message) {
    return new RefusedSqlException(GuardRule.NOT_POSTGRESQL, offset, message);
  }
}
