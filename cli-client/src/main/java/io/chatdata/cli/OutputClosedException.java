package io.chatdata.cli;

import java.io.IOException;

/** Standard output or standard error takes nothing more: its reader went away, a disk is full. */
final class OutputClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputClosedException(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** True when the reader of a pipe went away, which is no error to speak of. */
  boolean brokenPipe() {
    return String.valueOf(getMessage()).contains("Broken pipe");
  }
}
