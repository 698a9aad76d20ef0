package io.chatdata.server.planner;

/** What a question wants to know of the things that it names. */
enum Head {
  /** The things themselves. */
  LIST(""),
  COUNT("number"),
  /** How many rows as such, also of a table whose rows are figures. */
  ROWS("number"),
  /** Which part of them, in percent. */
  SHARE("share"),
  AVERAGE("average"),
  SUM("total"),
  MINIMUM("lowest"),
  MAXIMUM("highest"),
  MEDIAN("median");

  private final String spoken;

  Head(String spoken) {
    this.spoken = spoken;
  }

  String spoken() {
    return spoken;
  }

  /** True where it is computed from the values of a column. */
  boolean isAggregate() {
    return this != LIST && this != COUNT && this != ROWS && this != SHARE;
  }
}
