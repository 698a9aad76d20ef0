package io.chatdata.server.planner;

import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.SqlNames;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.regex.Pattern;

/** Names and literals as PostgreSQL writes them. */
final class Sql {
  private static final Pattern SIMPLE = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final DateTimeFormatter ZONED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssxxx");

  /** Keywords that can't be a name without quotes, here or in a parser of SQL. */
  private static final Set<String> KEYWORDS =
      Set.of(
          ("all analyse analyze and any array as asc asymmetric at authorization between binary"
               + " both by case cast check collate collation column concurrently constraint create"
               + " cross current current_catalog current_date current_role current_schema"
               + " current_time current_timestamp current_user cursor database default deferrable"
               + " delete desc distinct do double else end except exists extract false fetch filter"
               + " first following for force foreign freeze from full function global grant group"
               + " grouping having if ilike in index initially inner insert int integer intersect"
               + " interval into is isnull join key lateral leading left level like limit local"
               + " localtime localtimestamp natural next no not nothing notnull null nulls of off"
               + " offset on only open or order outer over overlaps partition percent placing"
               + " position preceding precision prepare primary procedure qualify range recursive"
               + " references register returning right row rows select session session_user set"
               + " show similar some start symmetric system_user table tablesample temp temporary"
               + " then ties time timestamp to top trailing transaction trigger true truncate type"
               + " unbounded union unique unnest update use user using values variadic verbose view"
               + " when where window with within without work xml year zone value date month day"
               + " hour minute second quarter week public")
              .split(" ", -1));

  private Sql() {}

  /** An identifier, in quotes where it needs them. */
  static String name(String identifier) {
    boolean simple = SIMPLE.matcher(identifier).matches() && !KEYWORDS.contains(identifier);
    return simple ? identifier : "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  static boolean isKeyword(String word) {
    return KEYWORDS.contains(word);
  }

  /** A table with its schema. */
  static String table(Catalog.Table table) {
    String schema = table.schema().equals("public") ? "public" : name(table.schema());
    return schema + "." + name(table.name());
  }

  static String text(String value) {
    return SqlNames.literal(value);
  }

  /** A pattern that finds a text as it is. */
  static String pattern(String before, String value, String after) {
    String literal = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    return text(before + literal + after);
  }

  /**
   * The first moment of a window for a column.
   *
   * @param zone in which the moment is told
   */
  static String from(LocalDateTime moment, Attribute column, ZoneId zone) {
    return column.isDate() ? text(moment.toLocalDate().toString()) : instant(moment, column, zone);
  }

  /** The first moment after a window. A date counts until its day is over. */
  static String to(LocalDateTime moment, Attribute column, ZoneId zone) {
    if (column.isDate()) {
      boolean midnight = moment.toLocalTime().equals(LocalTime.MIDNIGHT);
      return text((midnight ? moment.toLocalDate() : moment.toLocalDate().plusDays(1)).toString());
    }
    return instant(moment, column, zone);
  }

  private static String instant(LocalDateTime moment, Attribute column, ZoneId zone) {
    return text(column.isZoned() ? ZONED.format(moment.atZone(zone)) : TIMESTAMP.format(moment));
  }
}
