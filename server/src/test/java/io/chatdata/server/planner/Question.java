package io.chatdata.server.planner;

/**
 * A question and how its answer is computed independently.
 *
 * @param sql a statement whose rows the answer's result must have
 * @param ordered in this order
 */
record Question(String text, String sql, boolean ordered) {
  static Question of(String text, String sql) {
    return new Question(text, sql, false);
  }

  static Question ordered(String text, String sql) {
    return new Question(text, sql, true);
  }
}
