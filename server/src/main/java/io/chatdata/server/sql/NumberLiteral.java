package io.chatdata.server.sql;

import java.math.BigInteger;

/** Finds the end of a number as PostgreSQL 16 to 18 do; 15 knows neither 0x1f nor 1_000. */
final class NumberLiteral {
  private final String sql;
  private int position;

  private NumberLiteral(String sql, int start) {
    this.sql = sql;
    this.position = start;
  }

  /** The end of the number that begins at the offset, which is a digit or a dot before a digit. */
  static int end(String sql, int start) {
    NumberLiteral number = new NumberLiteral(sql, start);
    int radix = number.radix();
    if (radix == 10) {
      number.skipDecimal();
    } else {
      int digits = number.at(2) == '_' ? 3 : 2;
      if (number.isDigit(digits, radix)) {
        number.position += digits;
        number.skipDigits(radix);
      }
    }
    // also catches 0x, 1e and 1e+, which end before the letter
    if (Characters.isNamePart(number.at(0))) {
      throw SourceText.malformed(
          start,
          "Letters follow the number at once; a name can't begin with a digit unless quoted");
    }
    return number.position;
  }

  /** Whether PostgreSQL takes the number for an integer of 32 bits, as some places demand. */
  static boolean isInt4(String number) {
    String digits = number.replace("_", "");
    int radix = new NumberLiteral(digits, 0).radix();
    String value = radix == 10 ? digits : digits.substring(2);
    if (value.chars().anyMatch(c -> Character.digit(c, radix) < 0)) {
      return false;
    }
    // the longest that can be one are 31 binary digits behind zeros
    String significant = value.replaceFirst("^0+", "");
    return significant.isEmpty()
        || (significant.length() < 32 && new BigInteger(significant, radix).bitLength() < 32);
  }

  private int radix() {
    if (at(0) != '0') {
      return 10;
    }
    return switch (at(1)) {
      case 'x', 'X' -> 16;
      case 'o', 'O' -> 8;
      case 'b', 'B' -> 2;
      default -> 10;
    };
  }

  private void skipDecimal() {
    skipDigits(10);
    // 1..10 is two numbers around an operator
    if (at(0) == '.' && at(1) != '.') {
      position++;
      skipDigits(10);
    }
    if (at(0) == 'e' || at(0) == 'E') {
      int digits = at(1) == '+' || at(1) == '-' ? 2 : 1;
      if (Characters.isDigit(at(digits))) {
        position += digits;
        skipDigits(10);
      }
    }
  }

  /** Single underscores may stand between digits. */
  private void skipDigits(int radix) {
    int first = position;
    while (isDigit(0, radix) || (at(0) == '_' && position > first && isDigit(1, radix))) {
      position++;
    }
  }

  private boolean isDigit(int ahead, int radix) {
    return at(ahead) < 0x80 && Character.digit(at(ahead), radix) >= 0;
  }

  private char at(int ahead) {
    return position + ahead < sql.length() ? sql.charAt(position + ahead) : '\0';
  }
}
