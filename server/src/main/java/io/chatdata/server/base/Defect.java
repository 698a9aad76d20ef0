package io.chatdata.server.base;

import org.jspecify.annotations.Nullable;

/**
 * What the log gets of a defect: what it was and where it happened. Messages are left out, for they
 * may quote what was being worked on: a prompt, a row, a key.
 */
public final class Defect extends RuntimeException {
  private static final long serialVersionUID = 1;

  private Defect(Throwable original, @Nullable Throwable cause) {
    super(original.getClass().getName(), cause);
    setStackTrace(original.getStackTrace());
  }

  public static Defect of(Throwable original) {
    Throwable cause = original.getCause();
    return new Defect(original, cause == null ? null : of(cause));
  }
}
