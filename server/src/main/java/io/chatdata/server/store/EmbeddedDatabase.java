package io.chatdata.server.store;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own in the data folder, kept between starts. It listens on loopback only and
 * asks every login for a password: the superuser's lies in the folder, those of the other roles are
 * made anew at each start.
 */
final class EmbeddedDatabase implements EmbeddedDatabases, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String STORE = "chatdata";
  private static final String SUPERUSER = "postgres";
  private static final Duration STOP_TIME = Duration.ofSeconds(30);

  private final DataFolder folder;
  private final EmbeddedPostgres postgres;
  private final String superuserPassword;

  private EmbeddedDatabase(DataFolder folder, EmbeddedPostgres postgres, String superuserPassword) {
    this.folder = folder;
    this.postgres = postgres;
    this.superuserPassword = superuserPassword;
  }

  /**
   * Starts it, making it first where the folder is new. What a killed process left running in the
   * folder is stopped.
   *
   * @throws ChatdataException where the folder is in use or the database can't be started here
   */
  static EmbeddedDatabase start(Path home) {
    DataFolder folder = DataFolder.take(home);
    try {
      String password = folder.secret("postgres.password");
      Path data = folder.resolve("postgres");
      stopOrphan(data);
      if (!Files.exists(data)) {
        log.info("Making a database in {}", data);
      }
      var postgres =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(folder.resolve("postgres-programs").toFile())
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              // These two reach initdb: passwords from the first moment on.
              .setLocaleConfig("auth", "scram-sha-256")
              .setLocaleConfig("pwfile", folder.resolve("postgres.password").toString())
              .setLocaleConfig("locale-provider", "builtin")
              .setLocaleConfig("builtin-locale", "C.UTF-8")
              .setLocaleConfig("locale", "C")
              .setConnectConfig("password", password)
              // The library's defaults give up durability, being made for tests.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("listen_addresses", "localhost")
              .setServerConfig("unix_socket_directories", "")
              .setServerConfig("max_connections", "100")
              .setServerConfig("logging_collector", "on")
              .setServerConfig("log_rotation_size", "10MB")
              .setServerConfig("log_min_messages", "warning")
              .setServerConfig("log_min_error_statement", "panic")
              .start();
      return new EmbeddedDatabase(folder, postgres, password);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e instanceof ChatdataException known
          ? known
          : new ChatdataException(
              Problem.of(
                  Reason.STORE_UNAVAILABLE,
                  "The embedded database in %s can't be started; %s has its log. Set DATABASE_URL to use a PostgreSQL server instead"
                      .formatted(home, folder.resolve("postgres").resolve("log"))),
              e);
    }
  }

  /** The store's database and its role, which owns nothing else. */
  DatabaseUrl store() {
    return database(STORE, STORE);
  }

  @Override
  public DatabaseUrl database(String database, String owner) {
    String password = role(owner);
    if (!exists("SELECT 1 FROM pg_database WHERE datname = '" + database + "'")) {
      superuser("postgres", "CREATE DATABASE %s OWNER %s".formatted(database, owner));
    }
    superuser("postgres", "REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(database));
    return url(database, owner, password);
  }

  @Override
  public DatabaseUrl reader(String database, String role) {
    String password = role(role);
    superuser("postgres", "GRANT CONNECT ON DATABASE %s TO %s".formatted(database, role));
    return url(database, role, password);
  }

  @Override
  public int port() {
    return postgres.getPort();
  }

  private String role(String name) {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    if (!exists("SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
      superuser("postgres", "CREATE ROLE %s LOGIN".formatted(name));
    }
    superuser("postgres", "ALTER ROLE %s PASSWORD '%s'".formatted(name, password));
    return password;
  }

  private DatabaseUrl url(String database, String user, String password) {
    return new DatabaseUrl(
        "localhost", postgres.getPort(), database, user, Secret.of(password), Map.of());
  }

  private boolean exists(String query) {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void superuser(String database, String statement) {
    try (Connection connection = connect(database);
        Statement call = connection.createStatement()) {
      call.execute(statement);
    } catch (SQLException e) {
      // The statement may hold a password.
      throw new IllegalStateException("SQLSTATE " + e.getSQLState());
    }
  }

  private Connection connect(String database) throws SQLException {
    return postgres
        .getDatabase(SUPERUSER, database, Map.of("password", superuserPassword))
        .getConnection();
  }

  /** Only the folder's owner gets here, so a postmaster that still runs in it has lost its own. */
  private static void stopOrphan(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile);
    long pid = lines.isEmpty() ? 0 : Long.parseLong(lines.getFirst().strip());
    var orphan =
        ProcessHandle.of(pid)
            .filter(process -> process.info().command().orElse("").contains("postgres"));
    if (orphan.isEmpty()) {
      Files.delete(pidFile);
      return;
    }
    log.info("Stopping the database that a killed server left running (process {})", pid);
    signal("INT", pid);
    if (!ended(orphan.get(), STOP_TIME)) {
      signal("QUIT", pid);
      ended(orphan.get(), STOP_TIME);
    }
  }

  private static void signal(String name, long pid) throws IOException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
  }

  private static boolean ended(ProcessHandle process, Duration wait) throws IOException {
    try {
      process.onExit().get(wait.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      log.warn("The embedded database did not stop cleanly; the next start recovers it", e);
    } finally {
      folder.close();
    }
  }
}
