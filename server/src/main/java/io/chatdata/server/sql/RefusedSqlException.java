package io.chatdata.server.sql;

/** A statement may not run; the message says why and how to write it instead. */
final class RefusedSqlException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final GuardRule rule;
  private final int offset;

  /**
   * Refuses.
   *
   * @param offset in UTF-16 units of the person's own text
   */
  RefusedSqlException(GuardRule rule, int offset, String message) {
    super(message, null, false, false);
    this.rule = rule;
    this.offset = offset;
  }

  GuardRule rule() {
    return rule;
  }

  int offset() {
    return offset;
  }
}
