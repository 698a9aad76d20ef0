package io.chatdata.server.store;

import io.chatdata.server.base.DatabaseUrl;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the store is.
 *
 * @param home the data folder; holds the embedded database where url is null
 * @param url a PostgreSQL server's database; null means the embedded one
 * @param directUrl the same database where url leads through a pooler, which lends a connection for
 *     a transaction only: for the migration, the heartbeat and LISTEN; null means url
 * @param migrate whether to bring the schema up to date at start, for which the login needs to be
 *     able to create schemas and tables
 */
public record StoreConfig(
    Path home, @Nullable DatabaseUrl url, @Nullable DatabaseUrl directUrl, boolean migrate) {
  /** A store that no pooler is before. */
  public StoreConfig(Path home, @Nullable DatabaseUrl url, boolean migrate) {
    this(home, url, null, migrate);
  }

  /**
   * Where a session of one's own is to be had, once it answers; not to be called where the database
   * is the embedded one.
   */
  DatabaseUrl reachable() {
    DatabaseUrl pooled = java.util.Objects.requireNonNull(url);
    StoreProbe.check("DATABASE_URL", pooled);
    if (directUrl == null) {
      return pooled;
    }
    StoreProbe.check("DATABASE_DIRECT_URL", directUrl);
    return directUrl;
  }
}
