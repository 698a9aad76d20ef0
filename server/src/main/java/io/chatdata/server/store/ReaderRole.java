package io.chatdata.server.store;

import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Secret;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role through which the store's own database can be explored where no other connection is
 * configured: it reads everybody's tables but the store's. All servers of a store share its
 * password, which lies in the store.
 */
public final class ReaderRole {
  private static final Logger log = LoggerFactory.getLogger(ReaderRole.class);

  private static final String PASSWORD = "reader_password";

  private final DatabaseUrl store;
  private final Pool pool;

  /** Of this database alone: roles are a whole server's, which may have more than one store. */
  private final String name;

  public ReaderRole(Store store) {
    this.store = store.url();
    this.pool = store.general();
    this.name = "chatdata_reader_" + this.store.database();
  }

  /** The database with that role's login; empty where the store's login may not make the role. */
  public Optional<DatabaseUrl> make() {
    String password = password();
    try (Connection connection = PostgresDataSource.of(store).getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // Several servers may start at once.
      statement.execute("SELECT pg_advisory_xact_lock(hashtext('chatdata_reader'))");
      boolean there = exists(statement);
      for (String step : steps(statement, password, there)) {
        statement.execute(step);
      }
      connection.commit();
      return Optional.of(store.withLogin(name, Secret.of(password)));
    } catch (SQLException e) {
      log.warn(
          "The role {} could not be made (SQLSTATE {}); nothing can be explored until it is there",
          name,
          e.getSQLState());
      return Optional.empty();
    }
  }

  /** The statements that make the role, for someone who may. */
  public String sql() {
    return """
    CREATE ROLE %1$s LOGIN PASSWORD 'choose one';
    GRANT CONNECT ON DATABASE %2$s TO %1$s;
    GRANT USAGE ON SCHEMA public TO %1$s;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO %1$s;
    REVOKE ALL ON public.chat_conversations, public.chat_messages FROM %1$s;
    -- then add to chatdata.yaml:
    -- connections: [{id: default, url: postgresql://%3$s, user: %4$s, password: …}]
    """
        .formatted(identifier(name), identifier(store.database()), store, name);
  }

  private List<String> steps(Statement statement, String password, boolean there)
      throws SQLException {
    String role = identifier(name);
    List<String> steps = new ArrayList<>();
    if (!there) {
      steps.add("CREATE ROLE " + role + " LOGIN");
    }
    steps.add("ALTER ROLE %s LOGIN PASSWORD '%s'".formatted(role, password));
    steps.add("GRANT CONNECT ON DATABASE %s TO %s".formatted(identifier(store.database()), role));
    for (String schema : schemas(statement)) {
      String quoted = identifier(schema);
      steps.add("GRANT USAGE ON SCHEMA %s TO %s".formatted(quoted, role));
      steps.add("GRANT SELECT ON ALL TABLES IN SCHEMA %s TO %s".formatted(quoted, role));
      steps.add(
          "ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT SELECT ON TABLES TO %s"
              .formatted(quoted, role));
    }
    steps.add("REVOKE ALL ON public.chat_conversations, public.chat_messages FROM " + role);
    return steps;
  }

  private boolean exists(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT 1 FROM pg_roles WHERE rolname = '%s'::name"
                .formatted(name.replace("'", "''")))) {
      return rows.next();
    }
  }

  private static List<String> schemas(Statement statement) throws SQLException {
    List<String> schemas = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            """
            SELECT nspname FROM pg_namespace
            WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'chatdata')
              AND has_schema_privilege(oid, 'USAGE WITH GRANT OPTION')
            """)) {
      while (rows.next()) {
        schemas.add(rows.getString(1));
      }
    }
    return schemas;
  }

  /** The first server makes it, the others take it. */
  private String password() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return pool.use(
        SettingsDao.class, dao -> dao.orElse(PASSWORD, HexFormat.of().formatHex(random)));
  }

  private static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
