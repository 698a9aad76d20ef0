package io.chatdata.server.sql;

import java.util.regex.Pattern;

/** Writes names and texts so that PostgreSQL reads them as just that. */
public final class SqlNames {
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  private SqlNames() {}

  /** A name in quotes, such as {@code "order"}. */
  public static String quote(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** A name as PostgreSQL itself writes it: in quotes where it needs them. */
  public static String quoteWhereNeeded(String name) {
    return PLAIN.matcher(name).matches() && !Grammar.postgresql().needsQuotes(name)
        ? name
        : quote(name);
  }

  /** A table's name with its schema, such as {@code "public"."order"}. */
  public static String quote(String schema, String name) {
    return quote(schema) + "." + quote(name);
  }

  /**
   * A text in quotes, with escapes for what a statement may not hold as it is; the database must
   * have standard_conforming_strings on. No text of PostgreSQL's has U+0000 or half a surrogate
   * pair: U+FFFD stands for these.
   */
  public static String literal(String text) {
    if (text.codePoints().allMatch(TextLimits::isAllowed)) {
      return "'" + text.replace("'", "''") + "'";
    }
    StringBuilder literal = new StringBuilder("E'");
    text.codePoints()
        .forEach(
            c -> {
              boolean none = c == 0 || Character.getType(c) == Character.SURROGATE;
              if (c == '\'' || c == '\\') {
                literal.append((char) c).append((char) c);
              } else if (none || !TextLimits.isAllowed(c)) {
                literal.append("\\U%08X".formatted(none ? 0xfffd : c));
              } else {
                literal.appendCodePoint(c);
              }
            });
    return literal.append("'").toString();
  }
}
