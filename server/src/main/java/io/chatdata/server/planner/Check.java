package io.chatdata.server.planner;

/**
 * Something that may be wrong with the rows of a table.
 *
 * @param finding what is wrong, to follow a number of rows: "have no email"
 * @param sql an aggregate that counts the rows where it is so
 * @param leastShare what is wrong with fewer of the rows is not worth telling
 * @param mistake whether it is a mistake for certain
 */
record Check(String finding, String sql, double leastShare, boolean mistake) {
  static Check rows(String finding, String condition) {
    return new Check(finding, "count(*) FILTER (WHERE " + condition + ")", 0, true);
  }
}
