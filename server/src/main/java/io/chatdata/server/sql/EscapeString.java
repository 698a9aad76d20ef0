package io.chatdata.server.sql;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Decodes the inside of an {@code E'…'} literal as PostgreSQL's scan.l does: byte by byte, because
 * octal and hexadecimal escapes are bytes of UTF-8, not characters.
 */
final class EscapeString {
  private final String sql;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  EscapeString(String sql) {
    this.sql = sql;
  }

  /** Appends the source between the two offsets, which holds no closing quote. */
  void append(int from, int to) {
    int position = from;
    while (position < to) {
      char c = sql.charAt(position);
      if (c == '\\') {
        position = appendEscape(position, to);
      } else {
        int width = c == '\'' ? 2 : Character.charCount(sql.codePointAt(position));
        bytes.writeBytes(
            sql.substring(position, c == '\'' ? position + 1 : position + width)
                .getBytes(StandardCharsets.UTF_8));
        position += width;
      }
    }
  }

  /** The literal's value; {@code offset} is where a refusal points. */
  String value(int offset) {
    try {
      String value =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      if (value.indexOf('\0') >= 0) {
        throw SourceText.malformed(offset, "A literal can't hold the character 0");
      }
      return value;
    } catch (CharacterCodingException e) {
      throw SourceText.malformed(offset, "The literal's escapes are not valid UTF-8");
    }
  }

  private int appendEscape(int backslash, int to) {
    char c = sql.charAt(backslash + 1);
    int start = backslash + 2;
    switch (c) {
      case 'b' -> bytes.write('\b');
      case 'f' -> bytes.write('\f');
      case 'n' -> bytes.write('\n');
      case 'r' -> bytes.write('\r');
      case 't' -> bytes.write('\t');
      case 'v' ->
          throw SourceText.malformed(
              backslash, "\\v differs between versions of PostgreSQL; write \\x0b");
      case 'x' -> {
        int end = digits(start, Math.min(to, start + 2), 16);
        if (end > start) {
          bytes.write(Integer.parseInt(sql, start, end, 16));
          return end;
        }
        bytes.write('x');
      }
      case 'u', 'U' -> {
        return appendUnicode(backslash, to);
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        int end = digits(backslash + 1, Math.min(to, backslash + 4), 8);
        bytes.write(Integer.parseInt(sql, backslash + 1, end, 8));
        return end;
      }
      default -> {
        int width = Character.charCount(sql.codePointAt(backslash + 1));
        bytes.writeBytes(
            sql.substring(backslash + 1, backslash + 1 + width).getBytes(StandardCharsets.UTF_8));
        return backslash + 1 + width;
      }
    }
    return start;
  }

  private int appendUnicode(int backslash, int to) {
    int codePoint = unicode(backslash, to);
    int end = unicodeEnd(backslash);
    if (codePoint >= Character.MIN_HIGH_SURROGATE && codePoint <= Character.MAX_HIGH_SURROGATE) {
      boolean pair =
          end + 1 < to
              && sql.charAt(end) == '\\'
              && (sql.charAt(end + 1) == 'u' || sql.charAt(end + 1) == 'U');
      int low = pair ? unicode(end, to) : 0;
      if (low < Character.MIN_LOW_SURROGATE || low > Character.MAX_LOW_SURROGATE) {
        throw SourceText.malformed(backslash, "This escape is half of a pair");
      }
      codePoint = Character.toCodePoint((char) codePoint, (char) low);
      end = unicodeEnd(end);
    } else if (codePoint >= Character.MIN_LOW_SURROGATE
        && codePoint <= Character.MAX_LOW_SURROGATE) {
      throw SourceText.malformed(backslash, "This escape is half of a pair");
    }
    bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    return end;
  }

  private int unicodeEnd(int backslash) {
    return backslash + (sql.charAt(backslash + 1) == 'u' ? 6 : 10);
  }

  private int unicode(int backslash, int to) {
    int end = unicodeEnd(backslash);
    if (end > to || digits(backslash + 2, end, 16) < end) {
      throw SourceText.malformed(
          backslash, "This escape needs 4 hexadecimal digits after \\u or 8 after \\U");
    }
    long codePoint = Long.parseLong(sql, backslash + 2, end, 16);
    if (codePoint == 0 || codePoint > Character.MAX_CODE_POINT) {
      throw SourceText.malformed(backslash, "There is no such character");
    }
    return (int) codePoint;
  }

  /** The end of the run of ASCII digits of the radix. */
  private int digits(int from, int to, int radix) {
    int end = from;
    while (end < to && sql.charAt(end) < 0x80 && Character.digit(sql.charAt(end), radix) >= 0) {
      end++;
    }
    return end;
  }
}
