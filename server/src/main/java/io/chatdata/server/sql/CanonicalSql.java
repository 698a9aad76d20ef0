package io.chatdata.server.sql;

import java.util.Arrays;
import java.util.List;

/**
 * A statement as it is validated and sent: the tokens joined in the one way that every reader
 * splits again alike.
 */
final class CanonicalSql {
  private final String text;
  private final List<Token> tokens;

  /** Where each token begins in the text. */
  private final int[] starts;

  private CanonicalSql(String text, List<Token> tokens, int[] starts) {
    this.text = text;
    this.tokens = List.copyOf(tokens);
    this.starts = starts;
  }

  /** One line without comments. */
  String text() {
    return text;
  }

  /** What the text is made of. */
  List<Token> tokens() {
    return tokens;
  }

  /** Walls 1 and 2. */
  static CanonicalSql read(String sql) {
    TextLimits.check(sql);
    return read(sql, TextLimits.MAX_NESTING);
  }

  /** Wall 2, and of wall 1 how deep brackets may be nested. */
  static CanonicalSql read(String sql, int maxNesting) {
    CanonicalSql canonical = join(oneStatement(Tokenizer.tokenize(sql), maxNesting));
    if (!canonical.splitsAgainAlike()) {
      throw new RefusedSqlException(
          GuardRule.NOT_JUDGED, 0, "The statement has no spelling that every reader splits alike");
    }
    return canonical;
  }

  /** What is sent must be what was validated: its tokens are these tokens. */
  private boolean splitsAgainAlike() {
    List<Token> again = Tokenizer.tokenize(text);
    if (again.size() != tokens.size()) {
      return false;
    }
    for (int i = 0; i < again.size(); i++) {
      if (again.get(i).kind() != tokens.get(i).kind()
          || !again.get(i).text().equals(tokens.get(i).text())) {
        return false;
      }
    }
    return true;
  }

  /** Leads back to the person's own text; holds on to nothing but numbers. */
  Verdict.SourceMap sourceMap() {
    int[] places = starts;
    int[] sourceStarts = tokens.stream().mapToInt(Token::start).toArray();
    int[] sourceEnds = tokens.stream().mapToInt(Token::end).toArray();
    return offset -> {
      int index = Arrays.binarySearch(places, offset);
      int token = index >= 0 ? index : Math.max(0, -index - 2);
      return Math.min(sourceStarts[token] + offset - places[token], sourceEnds[token]);
    };
  }

  private static List<Token> oneStatement(List<Token> tokens, int maxNesting) {
    int end = tokens.size();
    if (end > 0 && tokens.get(end - 1).is(";")) {
      end--;
    }
    if (end == 0) {
      throw new RefusedSqlException(
          GuardRule.NO_STATEMENT, 0, "There is no statement; send a SELECT");
    }
    int depth = 0;
    for (Token token : tokens.subList(0, end)) {
      if (token.kind() != TokenKind.PUNCTUATION) {
        continue;
      }
      switch (token.text()) {
        case "(", "[" -> depth++;
        case ")", "]" -> depth--;
        case ";" ->
            throw new RefusedSqlException(
                GuardRule.ONE_STATEMENT,
                token.start(),
                "Only one statement may be sent at once; send what follows this semicolon by"
                    + " itself");
        default -> {}
      }
      if (depth < 0) {
        throw new RefusedSqlException(
            GuardRule.SYNTAX, token.start(), "This bracket closes none that is open");
      } else if (depth > maxNesting) {
        throw new RefusedSqlException(
            GuardRule.NESTED_TOO_DEEPLY,
            token.start(),
            "Brackets are nested deeper than %d; put inner parts into a WITH"
                .formatted(maxNesting));
      }
    }
    return tokens.subList(0, end);
  }

  private static CanonicalSql join(List<Token> tokens) {
    StringBuilder text = new StringBuilder();
    int[] starts = new int[tokens.size()];
    for (int i = 0; i < starts.length; i++) {
      Token token = tokens.get(i);
      if (i > 0 && needsSpace(tokens.get(i - 1), token)) {
        text.append(' ');
      }
      starts[i] = text.length();
      text.append(token.text());
    }
    return new CanonicalSql(text.toString(), tokens, starts);
  }

  private static boolean needsSpace(Token left, Token right) {
    if (right.kind() == TokenKind.PUNCTUATION) {
      switch (right.text()) {
        case ",", ")", "]" -> {
          return false;
        }
        case "::" -> {
          return left.is(":");
        }
        case "." -> {
          return left.kind() == TokenKind.NUMBER || left.kind() == TokenKind.OPERATOR;
        }
        case "(", "[" -> {
          return left.kind() == TokenKind.OPERATOR
              || (left.end() < right.start() && !left.is("(") && !left.is("["));
        }
        default -> {}
      }
    }
    if (left.kind() == TokenKind.PUNCTUATION) {
      switch (left.text()) {
        case "(", "[", "::" -> {
          return false;
        }
        case "." -> {
          return right.kind() == TokenKind.NUMBER || !(right.isWordLike() || right.is("*"));
        }
        default -> {}
      }
    }
    return true;
  }
}
