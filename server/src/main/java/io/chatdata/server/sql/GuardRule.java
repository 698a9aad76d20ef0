package io.chatdata.server.sql;

import java.util.Locale;

/** The rules by which walls 1 to 5 refuse a statement; on a receipt in lower case with hyphens. */
enum GuardRule {
  /** More than 64 KiB. */
  TEXT_TOO_LONG(1),
  /** A control character, or one that is invisible or changes the direction of text. */
  CHARACTER_NOT_ALLOWED(1),
  /** Brackets nested too deeply. */
  NESTED_TOO_DEEPLY(1),

  /** A literal, comment or number that doesn't end or isn't valid. */
  MALFORMED_TOKEN(2),
  /** A spelling that only other databases have, such as backticks. */
  NOT_POSTGRESQL(2),
  /** A placeholder for a value that nobody gives. */
  PLACEHOLDER(2),
  /** Nothing but white space and comments. */
  NO_STATEMENT(2),
  /** More than one statement. */
  ONE_STATEMENT(2),

  /** A statement that isn't a query. */
  ONLY_QUERIES(3),
  /** PostgreSQL's grammar doesn't read it. */
  SYNTAX(3),
  /** It reads, but as something that may not be done here. */
  SYNTAX_NOT_ALLOWED(3),
  /** A part of a query that changes or locks something. */
  DATA_MODIFICATION(3),
  FUNCTION_NOT_ALLOWED(3),
  OPERATOR_NOT_ALLOWED(3),
  TYPE_NOT_ALLOWED(3),
  COLLATION_NOT_ALLOWED(3),
  /** A name behind a dot that may be a call in disguise. */
  ATTRIBUTE_NOTATION(3),
  /** A table of the system's catalog. */
  SYSTEM_TABLE(3),
  UNKNOWN_TABLE(3),
  UNKNOWN_COLUMN(3),
  /** All columns of a table some of which may not be read. */
  WHOLE_ROW(3),
  /** The guard failed to judge it. */
  NOT_JUDGED(3),

  /** PostgreSQL could take a function or an operator for one of the user's. */
  OVERLOADED(4),
  /** A view or a cast runs a function that may change something. */
  CODE_MAY_CHANGE_DATA(4),

  /** PostgreSQL would call a function that neither the statement nor a view may. */
  FUNCTION_IN_PLAN(5),
  /** PostgreSQL's plan is too long to be read. */
  PLAN_TOO_LONG(5),
  /** PostgreSQL expects it to cost more than the connection allows. */
  COST(5);

  private final int wall;

  GuardRule(int wall) {
    this.wall = wall;
  }

  /** The wall that it belongs to. */
  int wall() {
    return wall;
  }

  /** True when a newer catalog might let the same statement pass. */
  boolean dependsOnCatalog() {
    return switch (this) {
      case UNKNOWN_TABLE,
          UNKNOWN_COLUMN,
          TYPE_NOT_ALLOWED,
          FUNCTION_NOT_ALLOWED,
          OVERLOADED,
          CODE_MAY_CHANGE_DATA ->
          true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
