package io.chatdata.server.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * The connections to one database. None is opened before it is needed, and none is kept for long.
 */
final class ConnectionPool implements AutoCloseable {
  /** Most bytes of rows that the driver holds in one transaction. */
  static final int MAX_BUFFER = 16 << 20;

  private static final int CONNECT_SECONDS = 4;

  /** Above every deadline and its grace, so that it only ends what nothing else could. */
  private static final int SOCKET_SECONDS = 45;

  private final DatabaseConfig config;
  private final Semaphore permits;
  private final HikariDataSource pool;

  ConnectionPool(DatabaseConfig config) {
    this.config = config;
    permits = new Semaphore(config.poolSize(), true);
    pool = new HikariDataSource();
    configure(pool);
  }

  /**
   * A connection of its own, outside the pool, for much more than a result: it may read up to half
   * of the heap. A failure comes at once.
   */
  Connection openDirect() throws SQLException {
    Properties properties = properties();
    PGProperty.MAX_RESULT_BUFFER.set(properties, "50p");
    user().ifPresent(user -> PGProperty.USER.set(properties, user));
    Secret password = config.url().password();
    if (password != null) {
      PGProperty.PASSWORD.set(properties, password.reveal());
    }
    return Objects.requireNonNull(new Driver().connect(config.url().jdbcUrl(), properties));
  }

  /**
   * A permit to have one connection of the pool at a time; waits in line for it.
   *
   * @param deadline in System.nanoTime
   * @return empty when the deadline passed or the caller gave up
   */
  Optional<Lease> lease(long deadline, Cancellation cancellation) throws InterruptedException {
    long nextLook = TimeUnit.MILLISECONDS.toNanos(50);
    while (!cancellation.isCancelled()) {
      long remaining = deadline - System.nanoTime();
      if (permits.tryAcquire(Math.min(remaining, nextLook), TimeUnit.NANOSECONDS)) {
        return Optional.of(new Lease());
      }
      if (remaining <= 0) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Connections that are open now. */
  int size() {
    return pool.isRunning() ? pool.getHikariPoolMXBean().getTotalConnections() : 0;
  }

  @Override
  public void close() {
    pool.close();
  }

  /** The right to one connection of the pool. */
  final class Lease implements AutoCloseable {
    private @Nullable Connection connection;

    /** The connection, opened when there is none. */
    Connection connection() throws SQLException {
      if (connection == null) {
        connection = pool.getConnection();
      }
      return connection;
    }

    /** Throws the connection away; the next is another one. */
    void discard() {
      if (connection != null) {
        pool.evictConnection(connection);
        connection = null;
      }
    }

    @Override
    public void close() {
      try {
        if (connection != null) {
          connection.close();
        }
      } catch (SQLException e) {
        discard();
      } finally {
        permits.release();
      }
    }
  }

  private void configure(HikariConfig hikari) {
    hikari.setPoolName("chatdata-" + config.connectionId());
    hikari.setJdbcUrl(config.url().jdbcUrl());
    hikari.setDataSourceProperties(properties());
    hikari.setCredentialsProvider(this::credentials);
    hikari.setMaximumPoolSize(config.poolSize());
    hikari.setMinimumIdle(0);
    hikari.setIdleTimeout(TimeUnit.MINUTES.toMillis(2));
    hikari.setMaxLifetime(TimeUnit.MINUTES.toMillis(30));
    hikari.setConnectionTimeout(4_500);
    hikari.setValidationTimeout(TimeUnit.SECONDS.toMillis(2));
    hikari.setInitializationFailTimeout(-1);
    hikari.setReadOnly(true);
  }

  private Credentials credentials() {
    Secret password = config.url().password();
    return Credentials.of(user().orElse(null), password == null ? null : password.reveal());
  }

  private Optional<String> user() {
    return Optional.ofNullable(config.url().user());
  }

  /**
   * Values always come as text, no statement is ever prepared on the server (PgBouncer in
   * transaction mode has nowhere to keep it), and a transaction of a read-only connection begins
   * with BEGIN READ ONLY.
   */
  private Properties properties() {
    DatabaseUrl url = config.url();
    Properties properties = new Properties();
    PGProperty.APPLICATION_NAME.set(properties, "chatdata");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "12");
    PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
    PGProperty.LOGIN_TIMEOUT.set(properties, CONNECT_SECONDS);
    PGProperty.SSL_RESPONSE_TIMEOUT.set(properties, CONNECT_SECONDS * 1000);
    PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, 2);
    PGProperty.SOCKET_TIMEOUT.set(properties, SOCKET_SECONDS);
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    PGProperty.PREPARE_THRESHOLD.set(properties, 0);
    PGProperty.PREPARED_STATEMENT_CACHE_QUERIES.set(properties, 0);
    PGProperty.BINARY_TRANSFER.set(properties, false);
    PGProperty.MAX_RESULT_BUFFER.set(properties, String.valueOf(MAX_BUFFER));
    PGProperty.READ_ONLY_MODE.set(properties, "transaction");
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
    PGProperty.SSL_MODE.set(properties, url.parameters().getOrDefault("sslmode", "prefer"));
    String root = url.parameters().get("sslrootcert");
    if ("system".equals(root)) {
      PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory");
    } else if (root != null) {
      PGProperty.SSL_ROOT_CERT.set(properties, root);
    }
    return properties;
  }
}
