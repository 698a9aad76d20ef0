package io.chatdata.server.sql;

/** The user's code on the database is no longer what a statement was judged by. */
final class StaleCatalogException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StaleCatalogException() {
    super("The catalog has changed", null, false, false);
  }
}
