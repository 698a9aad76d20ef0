package io.chatdata.server.store;

/** A write that a constraint of the store's schema refused; the transaction is undone. */
public final class ConstraintViolation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String constraint;

  ConstraintViolation(String constraint, Throwable cause) {
    super(constraint, cause);
    this.constraint = constraint;
  }

  /** The constraint's name in the migrations. */
  public String constraint() {
    return constraint;
  }
}
