package io.chatdata.server.store;

import io.chatdata.migrations.Migrations;
import io.chatdata.migrations.SchemaState;
import io.chatdata.server.base.DatabaseUrl;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The store's schema, for whoever looks after it while no server runs. */
public final class StoreSchema implements AutoCloseable {
  private final @Nullable EmbeddedDatabase embedded;
  private final PGSimpleDataSource database;

  private StoreSchema(@Nullable EmbeddedDatabase embedded, DatabaseUrl url) {
    this.embedded = embedded;
    this.database = PostgresDataSource.of(url);
  }

  /**
   * Opens the store without migrating it; the embedded database is started for that.
   *
   * @throws io.chatdata.server.base.ChatdataException where it can't be reached or is in use
   */
  public static StoreSchema open(StoreConfig config) {
    if (config.url() != null) {
      return new StoreSchema(null, config.reachable());
    }
    EmbeddedDatabase embedded = EmbeddedDatabase.start(config.home());
    return new StoreSchema(embedded, embedded.store());
  }

  public SchemaState state() {
    return Migrations.state(database);
  }

  public void migrate() {
    Migrations.migrate(database);
  }

  /** All that is in it, out and in, however long one table takes. */
  public StoreCopy copy() {
    database.setSocketTimeout(0);
    return new StoreCopy(database);
  }

  /** What {@link #migrate} would do, as SQL; empty where that is nothing. */
  public String pendingSql() {
    return Migrations.pendingSql(database);
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
