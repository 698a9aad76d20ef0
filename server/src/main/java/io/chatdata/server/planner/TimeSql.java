package io.chatdata.server.planner;

/** Expressions that put moments into buckets of time. */
final class TimeSql {
  private TimeSql() {}

  /** The bucket that a moment falls into, by the clock of the connection's zone. */
  static String bucket(String column, Attribute attribute, TimeUnit unit) {
    String moment = attribute.isDate() ? column + "::timestamp" : column;
    return switch (unit) {
      case DAY -> attribute.isDate() ? column : column + "::date";
      case WEEK, MONTH, QUARTER -> "date_trunc('" + unit.columnName() + "', " + moment + ")::date";
      case YEAR -> "extract(year FROM " + column + ")::int";
      case HOUR -> "date_trunc('hour', " + moment + ")";
      case WEEKDAY -> "to_char(" + column + ", 'FMDay')";
      case MONTH_OF_YEAR -> "to_char(" + column + ", 'FMMonth')";
      case HOUR_OF_DAY -> "extract(hour FROM " + column + ")::int";
    };
  }

  /** What buckets are put in order by: their place in the result, or for names their number. */
  static String order(String column, TimeUnit unit, int position) {
    return switch (unit) {
      case WEEKDAY -> "extract(isodow FROM " + column + ")";
      case MONTH_OF_YEAR -> "extract(month FROM " + column + ")";
      case HOUR, DAY, WEEK, MONTH, QUARTER, YEAR, HOUR_OF_DAY -> String.valueOf(position);
    };
  }
}
