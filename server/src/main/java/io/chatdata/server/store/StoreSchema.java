package io.chatdata.server.store;

import io.chatdata.migrations.Migrations;
import io.chatdata.migrations.SchemaState;
import io.chatdata.server.base.DatabaseUrl;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The store's schema, for whoever looks after it while no server runs. */
public final class StoreSchema implements AutoCloseable {
  private final @Nullable EmbeddedDatabase embedded;
  private final DataSource database;

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
    DatabaseUrl url = config.url();
    if (url != null) {
      StoreProbe.check(url);
      return new StoreSchema(null, url);
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
