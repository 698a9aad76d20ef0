package io.chatdata.server.store;

/** Another server took this one for dead; what it was about to write must not be written. */
public final class Fenced extends RuntimeException {
  private static final long serialVersionUID = 1;

  Fenced() {
    super("this server was fenced", null, false, false);
  }
}
