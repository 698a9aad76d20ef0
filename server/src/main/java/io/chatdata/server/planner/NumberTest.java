package io.chatdata.server.planner;

import java.math.BigDecimal;

/**
 * What a number must be.
 *
 * @param low the bound; for BETWEEN the lower one, included
 * @param high the upper bound of BETWEEN, included; else the same as low
 */
record NumberTest(Op op, BigDecimal low, BigDecimal high) {
  enum Op {
    EQUAL("=", "exactly"),
    NOT_EQUAL("<>", "not"),
    LESS("<", "less than"),
    AT_MOST("<=", "at most"),
    MORE(">", "more than"),
    AT_LEAST(">=", "at least"),
    BETWEEN("BETWEEN", "between");

    private final String sql;
    private final String spoken;

    Op(String sql, String spoken) {
      this.sql = sql;
      this.spoken = spoken;
    }
  }

  static NumberTest of(Op op, BigDecimal bound) {
    return new NumberTest(op, bound, bound);
  }

  /** The comparison of an expression. */
  String sql(String expression) {
    String first = expression + " " + op.sql + " " + low.toPlainString();
    return op == Op.BETWEEN ? first + " AND " + high.toPlainString() : first;
  }

  String spoken() {
    String first = op.spoken + " " + low.toPlainString();
    return op == Op.BETWEEN ? first + " and " + high.toPlainString() : first;
  }

  /** Whether the number passes, so that a count of none can be one of the counts wanted. */
  boolean passes(BigDecimal number) {
    int toLow = number.compareTo(low);
    return switch (op) {
      case EQUAL -> toLow == 0;
      case NOT_EQUAL -> toLow != 0;
      case LESS -> toLow < 0;
      case AT_MOST -> toLow <= 0;
      case MORE -> toLow > 0;
      case AT_LEAST -> toLow >= 0;
      case BETWEEN -> toLow >= 0 && number.compareTo(high) <= 0;
    };
  }

  /** The opposite; a range has none. */
  NumberTest negated() {
    return new NumberTest(
        switch (op) {
          case EQUAL -> Op.NOT_EQUAL;
          case NOT_EQUAL -> Op.EQUAL;
          case LESS -> Op.AT_LEAST;
          case AT_MOST -> Op.MORE;
          case MORE -> Op.AT_MOST;
          case AT_LEAST -> Op.LESS;
          case BETWEEN -> throw new IllegalStateException("A range has no opposite");
        },
        low,
        high);
  }
}
