package io.chatdata.server.sql;

import java.sql.SQLException;
import java.sql.Types;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;
import org.postgresql.core.TypeInfo;

/** Makes JSON's types of PostgreSQL's texts, as the contract's table says. */
final class Values {
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)"
              + " (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)(?:([+-]\\d\\d)(?::(\\d\\d))?)?");

  private Values() {}

  /** How the text of a type becomes a value. */
  static Function<String, @Nullable Object> decoder(TypeInfo types, int oid) throws SQLException {
    return switch (oid) {
      case Oid.BOOL -> "t"::equals;
      case Oid.INT2, Oid.INT4 -> Integer::valueOf;
      case Oid.FLOAT4, Oid.FLOAT8 -> Values::floatingPoint;
      case Oid.TIMESTAMP, Oid.TIMESTAMPTZ -> Values::timestamp;
      case Oid.JSON, Oid.JSONB -> JsonText::read;
      default -> types.getSQLType(oid) == Types.ARRAY ? array(types, oid) : text -> text;
    };
  }

  private static Function<String, @Nullable Object> array(TypeInfo types, int oid)
      throws SQLException {
    int elementOid = types.getPGArrayElement(oid);
    char delimiter = types.getArrayDelimiter(oid);
    Function<String, @Nullable Object> element =
        switch (elementOid) {
          case Oid.INT8, Oid.NUMERIC -> JsonText::number;
          case Oid.BYTEA -> Values::base64;
          default -> decoder(types, elementOid);
        };
    return text -> ArrayText.read(text, delimiter, element);
  }

  private static Object floatingPoint(String text) {
    double value = Double.parseDouble(text);
    return Double.isFinite(value) ? (Object) value : text;
  }

  /** RFC 3339's form; a year before 1 or after 9999 and infinity have none. */
  private static Object timestamp(String text) {
    Matcher parts = TIMESTAMP.matcher(text);
    if (!parts.matches()) {
      return text;
    }
    String local = parts.group(1) + "T" + parts.group(2);
    String hours = parts.group(3);
    if (hours == null) {
      return local;
    }
    String minutes = parts.group(4) == null ? "00" : parts.group(4);
    return hours.equals("+00") && minutes.equals("00")
        ? local + "Z"
        : local + hours + ":" + minutes;
  }

  /** Of a bytea's hexadecimal text. */
  private static Object base64(String text) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(text, 2, text.length()));
  }
}
