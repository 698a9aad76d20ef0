package io.chatdata.server.sql;

/** Writes names and texts so that PostgreSQL reads them as just that. */
public final class SqlNames {
  private SqlNames() {}

  /** A name in quotes, such as {@code "order"}. */
  public static String quote(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** A table's name with its schema, such as {@code "public"."order"}. */
  public static String quote(String schema, String name) {
    return quote(schema) + "." + quote(name);
  }

  /** A text in quotes; the database must have standard_conforming_strings on. */
  public static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
