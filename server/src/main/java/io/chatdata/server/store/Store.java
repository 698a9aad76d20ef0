package io.chatdata.server.store;

import io.chatdata.migrations.Migrations;
import io.chatdata.migrations.SchemaState;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Reason;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store: the only state besides configuration. Each use has connections of its own, because a
 * starved heartbeat would be a false fence and a starved writer would hold up all turns.
 */
public final class Store implements AutoCloseable {
  /** Patterns of its tables, which no connection shows. */
  public static final List<String> TABLES =
      List.of("public.chat_conversations", "public.chat_messages", "chatdata.*");

  private static final Logger log = LoggerFactory.getLogger(Store.class);
  private static final Duration PATIENT = Duration.ofSeconds(30);

  /** A connection that died silently must be noticed before the lease runs out. */
  private static final Duration QUICK = Duration.ofSeconds(4);

  private final @Nullable EmbeddedDatabase embedded;
  private final DatabaseUrl url;
  private final Pool general;
  private final Pool readers;
  private final Pool writer;
  private final Pool beats;
  private final Pool notifier;
  private final Lease lease;
  private final Notifications notifications;

  private Store(@Nullable EmbeddedDatabase embedded, DatabaseUrl url, DatabaseUrl direct) {
    this.embedded = embedded;
    this.url = url;
    Supplier<PGSimpleDataSource> shared =
        () -> url.equals(direct) ? PostgresDataSource.of(url) : PostgresDataSource.pooled(url);
    general = new Pool(shared.get(), 10, PATIENT);
    readers = new Pool(shared.get(), 6, PATIENT);
    writer = new Pool(shared.get(), 1, QUICK);
    notifier = new Pool(shared.get(), 1, QUICK);
    beats = new Pool(PostgresDataSource.of(direct), 1, QUICK);
    lease = new Lease(beats, general);
    lease.start();
    notifications = new Notifications(direct, notifier, lease);
  }

  /**
   * Opens the store, starting the embedded database and migrating the schema where configured.
   *
   * @throws ChatdataException where the data folder is in use or can't be written, the database
   *     can't be reached, or its schema is older than this server's and may not be migrated, or
   *     more than one version newer
   */
  public static Store open(StoreConfig config) {
    EmbeddedDatabase embedded = config.url() == null ? EmbeddedDatabase.start(config.home()) : null;
    try {
      DatabaseUrl direct = embedded == null ? config.reachable() : embedded.store();
      migrate(PostgresDataSource.of(direct), config.migrate() || embedded != null);
      return new Store(embedded, config.url() == null ? direct : config.url(), direct);
    } catch (RuntimeException e) {
      if (embedded != null) {
        embedded.close();
      }
      throw e;
    }
  }

  private static void migrate(DataSource database, boolean allowed) {
    SchemaState before = Migrations.state(database);
    if (before.pending() && allowed) {
      log.info("Bringing the store's schema from version {} to {}", before.applied(), before.own());
      Migrations.migrate(database);
    }
    SchemaState now = Migrations.state(database);
    if (now.pending()) {
      throw new ChatdataException(
          Reason.STORE_UNAVAILABLE,
          "The store's schema has version %d, this server needs %d, and `migrate: false` is set. Run `./chatdata migrate` with a login that may create tables"
              .formatted(now.applied(), now.own()));
    }
    if (!now.usable()) {
      throw new ChatdataException(
          Reason.STORE_UNAVAILABLE,
          "The store's schema has version %d; this server runs on versions %d and %d. Start a newer chatdata"
              .formatted(now.applied(), now.own(), now.own() + 1));
    }
  }

  /** The address of the store's database, with its login. */
  public DatabaseUrl url() {
    return url;
  }

  /** The embedded database's address book; null where the store is a server's database. */
  public @Nullable EmbeddedDatabases embedded() {
    return embedded;
  }

  /** For requests. */
  public Pool general() {
    return general;
  }

  /** For those who read logs of turns. */
  public Pool readers() {
    return readers;
  }

  /** For the one who writes logs of turns. */
  public Pool writer() {
    return writer;
  }

  /** Measures how long its connections are waited for. */
  public void measure(PrometheusRegistry registry) {
    Histogram wait =
        Histogram.builder()
            .name("chatdata_server_store_wait_seconds")
            .help("How long uses of the store waited for a connection.")
            .labelNames("pool")
            .classicOnly()
            .classicUpperBounds(0.001, 0.01, 0.1, 0.5, 2, 4)
            .register(registry);
    Map.of(
            "general", general,
            "readers", readers,
            "writer", writer,
            "lease", beats,
            "notifier", notifier)
        .forEach((name, pool) -> pool.onWait(wait.labelValues(name)::observe));
  }

  public Lease lease() {
    return lease;
  }

  public Notifications notifications() {
    return notifications;
  }

  @Override
  public void close() {
    notifications.close();
    lease.close();
    for (Pool pool : new Pool[] {general, readers, writer, beats, notifier}) {
      pool.close();
    }
    if (embedded != null) {
      embedded.close();
    }
  }
}
