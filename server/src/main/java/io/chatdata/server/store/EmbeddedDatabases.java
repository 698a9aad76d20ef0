package io.chatdata.server.store;

import io.chatdata.server.base.DatabaseUrl;

/** Databases of the embedded PostgreSQL besides the store's. */
public interface EmbeddedDatabases {
  /** A database and the role that owns it, made where missing, with a new password. */
  DatabaseUrl database(String database, String owner);

  /** A role that may log in to a database and, of itself, nothing else; with a new password. */
  DatabaseUrl reader(String database, String role);

  /** The port that it listens on. */
  int port();
}
