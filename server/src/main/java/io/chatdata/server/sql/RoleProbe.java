package io.chatdata.server.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Wall 0: finds what the role of a connection can do besides reading, by itself, by the roles that
 * it is a member of and could become, and by what everyone may.
 *
 * <p>That everyone may create tables in the schema public, the default up to PostgreSQL 14, doesn't
 * count: no statement that passes the other walls can make use of it.
 */
final class RoleProbe {
  private static final String ROLES =
      """
      SELECT rolname, rolname = session_user, rolsuper, rolcreaterole, rolcreatedb, rolreplication,
        rolbypassrls
      FROM pg_catalog.pg_roles WHERE pg_catalog.pg_has_role(session_user, oid, 'MEMBER')
      ORDER BY rolname <> session_user, rolname
      """;

  private static final String MINE =
      """
      WITH mine AS MATERIALIZED (SELECT oid FROM pg_catalog.pg_roles
        WHERE pg_catalog.pg_has_role(session_user, oid, 'MEMBER'))
      """;

  private static final String NOT_THE_SYSTEMS =
      "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

  private static final String TABLES =
      MINE
          + """
          SELECT n.nspname, c.relname, c.relowner IN (SELECT oid FROM mine) AS owned,
            EXISTS (SELECT FROM pg_catalog.aclexplode(c.relacl) a
              WHERE a.grantee = 0 AND a.privilege_type <> 'SELECT')
            OR EXISTS (SELECT FROM pg_catalog.pg_attribute t
              CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) a
              WHERE t.attrelid = c.oid AND a.grantee = 0 AND a.privilege_type <> 'SELECT')
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND c.relpersistence <> 't' AND %s
            AND (c.relowner IN (SELECT oid FROM mine) OR EXISTS (SELECT FROM mine m
              WHERE pg_catalog.has_schema_privilege(m.oid, n.oid, 'USAGE')
              AND (pg_catalog.has_table_privilege(m.oid, c.oid,
                  'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                OR pg_catalog.has_any_column_privilege(m.oid, c.oid,
                  'INSERT, UPDATE, REFERENCES'))))
          ORDER BY 1, 2
          """
              .formatted(NOT_THE_SYSTEMS);

  private static final String CREATE =
      MINE
          + """
          SELECT 'the schema', n.nspname, n.nspowner IN (SELECT oid FROM mine)
          FROM pg_catalog.pg_namespace n
          WHERE %s AND (n.nspowner IN (SELECT oid FROM mine)
            OR EXISTS (SELECT FROM pg_catalog.aclexplode(n.nspacl) a JOIN mine m ON m.oid = a.grantee
              WHERE a.privilege_type = 'CREATE'))
          UNION ALL
          SELECT 'the database', d.datname, d.datdba IN (SELECT oid FROM mine)
          FROM pg_catalog.pg_database d
          WHERE d.datname = current_database() AND (d.datdba IN (SELECT oid FROM mine)
            OR EXISTS (SELECT FROM pg_catalog.aclexplode(d.datacl) a JOIN mine m ON m.oid = a.grantee
              WHERE a.privilege_type = 'CREATE'))
          ORDER BY 1, 2
          """
              .formatted(NOT_THE_SYSTEMS);

  private static final String ALL_SCHEMAS =
      "SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE %s ORDER BY 1"
          .formatted(NOT_THE_SYSTEMS);

  private static final String ALL_READERS =
      "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname ~ '^chatdata_reader'";

  /** Roles of PostgreSQL's own that let their members do more than read. */
  private static final Set<String> POWERFUL =
      Set.of(
          "pg_read_server_files",
          "pg_write_server_files",
          "pg_execute_server_program",
          "pg_signal_backend",
          "pg_signal_autovacuum_worker",
          "pg_write_all_data",
          "pg_maintain",
          "pg_checkpoint",
          "pg_create_subscription");

  private static final int NAMED = 3;

  private final Connection connection;
  private final DatabaseConfig config;
  private final Set<String> powers = new LinkedHashSet<>();
  private final List<String> writableByAll = new ArrayList<>();
  private boolean superuser;

  private RoleProbe(Connection connection, DatabaseConfig config) {
    this.connection = connection;
    this.config = config;
  }

  static RoleState probe(Connection connection, DatabaseConfig config) throws SQLException {
    return new RoleProbe(connection, config).state();
  }

  private RoleState state() throws SQLException {
    each(ROLES, this::role);
    if (!superuser) {
      tables();
      each(
          CREATE,
          row ->
              powers.add(
                  "%s %s '%s'"
                      .formatted(
                          row.getBoolean(3) ? "owns" : "can create in",
                          row.getString(1),
                          row.getString(2))));
    }
    return new RoleState(
        true,
        List.copyOf(powers),
        !powers.isEmpty() && config.allowUnsafeRole(),
        powers.isEmpty() ? "" : advice());
  }

  private void role(ResultSet row) throws SQLException {
    String name = row.getString(1);
    String by = row.getBoolean(2) ? "" : " (as a member of '" + name + "')";
    if (superuser) {
      return;
    }
    if (row.getBoolean(3)) {
      powers.add("is a superuser" + by);
      superuser = true;
      return;
    }
    String[] words = {
      "can create roles", "can create databases", "can replicate", "bypasses row-level security"
    };
    for (int i = 0; i < words.length; i++) {
      if (row.getBoolean(4 + i)) {
        powers.add(words[i] + by);
      }
    }
    if (POWERFUL.contains(name)) {
      powers.add("is a member of " + name);
    }
  }

  private void tables() throws SQLException {
    List<String> owned = new ArrayList<>();
    List<String> writable = new ArrayList<>();
    each(
        TABLES,
        row -> {
          String name = SqlNames.quote(row.getString(1), row.getString(2));
          (row.getBoolean(3) ? owned : writable).add(name);
          if (row.getBoolean(4)) {
            writableByAll.add(name);
          }
        });
    add("owns", owned);
    add("can change", writable);
  }

  private void add(String verb, List<String> tables) {
    if (!tables.isEmpty()) {
      String more = tables.size() > NAMED ? " and " + (tables.size() - NAMED) + " more" : "";
      powers.add(
          tables.stream()
              .limit(NAMED)
              .collect(Collectors.joining(", ", verb + " the tables ", more)));
    }
  }

  /** SQL, to be run by the database's owner, and the override as a comment in it. */
  private String advice() throws SQLException {
    String database = SqlNames.quote(config.url().database());
    String role = SqlNames.quote(freeName());
    StringBuilder sql = new StringBuilder();
    sql.append(
        """
        CREATE ROLE %2$s LOGIN PASSWORD 'choose-a-password'
          NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
        GRANT CONNECT ON DATABASE %1$s TO %2$s;
        """
            .formatted(database, role));
    for (String schema : schemas()) {
      sql.append(
          """
          GRANT USAGE ON SCHEMA %1$s TO %2$s;
          GRANT SELECT ON ALL TABLES IN SCHEMA %1$s TO %2$s;
          ALTER DEFAULT PRIVILEGES IN SCHEMA %1$s GRANT SELECT ON TABLES TO %2$s;
          """
              .formatted(SqlNames.quote(schema), role));
    }
    if (!writableByAll.isEmpty()) {
      sql.append(
          """
          REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON
            %s FROM PUBLIC;
          """
              .formatted(String.join(",\n  ", writableByAll)));
    }
    sql.append(
        """
        -- Or accept the role as it is: set allow_unsafe_role: true for the connection '%s',
        -- or add --allow-unsafe-role to --db.
        """
            .formatted(config.connectionId()));
    return sql.toString();
  }

  private List<String> schemas() throws SQLException {
    if (!config.schemas().isEmpty()) {
      return config.schemas();
    }
    List<String> schemas = new ArrayList<>();
    each(ALL_SCHEMAS, row -> schemas.add(row.getString(1)));
    return schemas;
  }

  private String freeName() throws SQLException {
    Set<String> taken = new LinkedHashSet<>();
    each(ALL_READERS, row -> taken.add(row.getString(1)));
    String name = "chatdata_reader";
    for (int i = 2; taken.contains(name); i++) {
      name = "chatdata_reader_" + i;
    }
    return name;
  }

  private void each(String sql, RowReader reader) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }
}
