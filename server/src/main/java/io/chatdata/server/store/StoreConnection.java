package io.chatdata.server.store;

import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * A connection to the store with the data access objects that use it, which are made once: making
 * one costs more than most of its statements.
 */
final class StoreConnection implements Transaction {
  private final Handle handle;
  private final Map<Class<?>, Object> daos = new HashMap<>();
  private long lastUsed = System.nanoTime();

  StoreConnection(Handle handle) {
    this.handle = handle;
  }

  @Override
  public <D> D dao(Class<D> type) {
    return type.cast(daos.computeIfAbsent(type, handle::attach));
  }

  Handle handle() {
    return handle;
  }

  Connection jdbc() {
    return handle.getConnection();
  }

  void used() {
    lastUsed = System.nanoTime();
  }

  /** By the JVM's clock, in nanoseconds. */
  long lastUsed() {
    return lastUsed;
  }

  /** Closes it; what was not committed is not done. */
  void close() {
    try {
      handle.close();
    } catch (JdbiException e) {
      // It was of no use any more.
    }
  }
}
