package io.chatdata.server.sql;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;

/** A statement that was refused by the guard or failed on the database, with its receipt. */
public final class StatementException extends ChatdataException {
  private static final long serialVersionUID = 1;

  private final transient Receipt receipt;

  public StatementException(Problem problem, Receipt receipt) {
    super(problem);
    this.receipt = receipt;
  }

  public Receipt receipt() {
    return receipt;
  }
}
