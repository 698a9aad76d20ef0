package io.chatdata.migrations;

/**
 * A database's schema version against this program's.
 *
 * @param applied the version that the database has; 0 when it is empty
 * @param own the version that this program was made for
 */
public record SchemaState(int applied, int own) {
  /** True when {@link Migrations#migrate} has something to do. */
  public boolean pending() {
    return applied < own;
  }

  /** True when this program can run on it: its own version or one newer. */
  public boolean usable() {
    return applied == own || applied == own + 1;
  }
}
