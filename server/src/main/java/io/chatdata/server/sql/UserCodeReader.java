package io.chatdata.server.sql;

import io.chatdata.server.sql.Overloads.Signature;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@link UserCode} over one connection, whose search path is pg_catalog alone. */
final class UserCodeReader {
  /** What belongs to PostgreSQL itself has smaller numbers. */
  static final int FIRST_USER_OID = 16384;

  /** For a type's number: its name as {@link Overloads} writes it. */
  static final String TYPE =
      """
      (SELECT CASE n.nspname WHEN 'pg_catalog' THEN t.typname ELSE n.nspname || '.' || t.typname END
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.oid = %s)
      """;

  /** True for what is the user's, given the catalog that it is in. */
  static final String OWN =
      """
      (x.oid >= %d AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
        WHERE d.classid = '%%s'::regclass AND d.objid = x.oid AND d.deptype = 'e'
          AND d.refclassid = 'pg_extension'::regclass AND e.extname = ANY (?)))
      """
          .formatted(FIRST_USER_OID);

  /** Of these names: all in pg_catalog and the search path, and whether each is the user's. */
  private static final String FUNCTIONS =
      """
      SELECT n.nspname, x.proname, %s, x.pronargdefaults, x.provariadic <> 0,
        ARRAY(SELECT %s FROM unnest(x.proargtypes) WITH ORDINALITY a(oid, i) ORDER BY i), %s
      FROM pg_proc x JOIN pg_namespace n ON n.oid = x.pronamespace
      WHERE (n.nspname = 'pg_catalog' OR n.nspname = ANY (?)) AND x.proname = ANY (?)
      """
          .formatted(
              OWN.formatted("pg_proc"), TYPE.formatted("a.oid"), TYPE.formatted("x.prorettype"));

  private static final String OPERATORS =
      """
      SELECT n.nspname, x.oprname, %s, 0, false, array_remove(ARRAY[%s, %s], NULL), %s
      FROM pg_operator x JOIN pg_namespace n ON n.oid = x.oprnamespace
      WHERE (n.nspname = 'pg_catalog' OR n.nspname = ANY (?)) AND x.oprname = ANY (?)
      """
          .formatted(
              OWN.formatted("pg_operator"),
              TYPE.formatted("x.oprleft"),
              TYPE.formatted("x.oprright"),
              TYPE.formatted("x.oprresult"));

  /** Whether there may be any of the user's among them. */
  private static final String ANY =
      """
      SELECT FROM pg_proc x JOIN pg_namespace n ON n.oid = x.pronamespace
      WHERE %s AND (n.nspname = 'pg_catalog' OR n.nspname = ANY (?)) AND x.proname = ANY (?)
      UNION ALL
      SELECT FROM pg_operator x JOIN pg_namespace n ON n.oid = x.oprnamespace
      WHERE %s AND (n.nspname = 'pg_catalog' OR n.nspname = ANY (?)) AND x.oprname = ANY (?)
      """
          .formatted(OWN.formatted("pg_proc"), OWN.formatted("pg_operator"));

  private static final String IMPLICIT_CASTS =
      "SELECT %s || ' ' || %s FROM pg_cast c WHERE c.castcontext = 'i'"
          .formatted(TYPE.formatted("c.castsource"), TYPE.formatted("c.casttarget"));

  /** Types of columns with the types that their values are made of. */
  private static final String PARTS =
      """
      WITH RECURSIVE made AS (
        SELECT DISTINCT x.oid AS type, x.oid AS part FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type x ON x.oid = a.atttypid
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND a.attnum > 0 AND x.oid >= %d
        UNION
        SELECT m.type, p.oid FROM made m JOIN pg_type x ON x.oid = m.part CROSS JOIN LATERAL (
          SELECT x.typbasetype UNION ALL SELECT x.typelem UNION ALL
          SELECT a.atttypid FROM pg_attribute a WHERE a.attrelid = x.typrelid AND a.attnum > 0) p(oid)
        WHERE p.oid <> 0)
      SELECT %s, %s FROM made WHERE type <> part
      """
          .formatted(FIRST_USER_OID, TYPE.formatted("type"), TYPE.formatted("part"));

  private final Connection connection;
  private final String[] extensions = AllowedNames.extensions().toArray(String[]::new);

  private UserCodeReader(Connection connection) {
    this.connection = connection;
  }

  static UserCode read(Connection connection, Set<String> searchPath) throws SQLException {
    return new UserCodeReader(connection).read(searchPath);
  }

  private UserCode read(Set<String> searchPath) throws SQLException {
    List<String> fingerprint = new ArrayList<>();
    each("SELECT " + UserCode.FINGERPRINT, List.of(), row -> fingerprint.add(row.getString(1)));
    var hidden = new VolatileCodeReader(this, extensions);
    return new UserCode(
        overloads(searchPath.toArray(String[]::new)),
        hidden.casts(),
        hidden.domains(),
        hidden.views(),
        fingerprint.getFirst());
  }

  private Overloads overloads(String[] path) throws SQLException {
    String[] functions = AllowedNames.allFunctions().toArray(String[]::new);
    String[] operators = AllowedNames.allOperators().toArray(String[]::new);
    boolean[] any = new boolean[1];
    each(
        ANY,
        List.of(extensions, path, functions, extensions, path, operators),
        row -> any[0] = true);
    if (!any[0]) {
      return Overloads.NONE;
    }
    Map<String, List<Signature>> own = new HashMap<>();
    Map<String, List<Signature>> reviewed = new HashMap<>();
    RowReader reader =
        row ->
            (row.getBoolean(3) ? own : reviewed)
                .computeIfAbsent(row.getString(2), name -> new ArrayList<>())
                .add(
                    new Signature(
                        row.getString(1),
                        List.of((String[]) row.getArray(6).getArray()),
                        row.getString(7),
                        row.getInt(4),
                        row.getBoolean(5)));
    each(FUNCTIONS, List.of(extensions, path, functions), reader);
    each(OPERATORS, List.of(extensions, path, operators), reader);
    return new Overloads(own, reviewed, implicitCasts(), parts());
  }

  private Set<String> implicitCasts() throws SQLException {
    Set<String> casts = new HashSet<>();
    each(IMPLICIT_CASTS, List.of(), row -> casts.add(row.getString(1)));
    return casts;
  }

  private Map<String, Set<String>> parts() throws SQLException {
    Map<String, Set<String>> parts = new HashMap<>();
    each(
        PARTS,
        List.of(),
        row ->
            parts.computeIfAbsent(row.getString(1), type -> new HashSet<>()).add(row.getString(2)));
    return parts;
  }

  /** Reads the rows of a query with arrays for parameters. */
  void each(String sql, List<String[]> parameters, RowReader reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setArray(i + 1, connection.createArrayOf("text", parameters.get(i)));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }

  /** Reads one row. */
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }
}
