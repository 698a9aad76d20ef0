package io.chatdata.server.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postgresql.jdbc.PgConnection;

/**
 * Wall 5: PostgreSQL's own opinion. What it says that it would call must be on the lists, or be
 * named by a view or a policy of the statement's tables: granting those was the owner's decision.
 */
final class PlanCheck {
  /** Definitions of the tables' views and policies, and of those that these are made of. */
  private static final String DEFINITIONS =
      """
      WITH RECURSIVE made AS (
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname || '.' || c.relname = ANY (?)
        UNION
        SELECT d.refobjid FROM made m JOIN pg_rewrite r ON r.ev_class = m.oid
          JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
        WHERE d.refclassid = 'pg_class'::regclass)
      SELECT pg_get_viewdef(m.oid) FROM made m JOIN pg_class c ON c.oid = m.oid AND c.relkind = 'v'
      UNION ALL
      SELECT pg_get_expr(p.polqual, p.polrelid) FROM made m JOIN pg_policy p ON p.polrelid = m.oid
      UNION ALL
      SELECT pg_get_expr(a.adbin, a.adrelid) FROM made m JOIN pg_attrdef a ON a.adrelid = m.oid
      """;

  /** Functions of these names whose bodies PostgreSQL may write out in place of the call. */
  private static final String BODIES =
      """
      SELECT coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) FROM pg_proc p
        JOIN pg_language l ON l.oid = p.prolang
      WHERE l.lanname = 'sql' AND p.proname = ANY (?)
      """;

  private static final String BODIES_OF_POSTGRESQL = BODIES + " AND p.oid < 16384";

  /** SEARCH BREADTH FIRST counts by it. */
  private static final String COUNTER = "int8inc";

  private final PgConnection connection;
  private final Catalog catalog;
  private final Verdict.Allowed statement;

  PlanCheck(PgConnection connection, Catalog catalog, Verdict.Allowed statement) {
    this.connection = connection;
    this.catalog = catalog;
    this.statement = statement;
  }

  /**
   * Refuses a plan that calls what is not allowed.
   *
   * @param searchPath to be restored
   */
  void check(PlanReader plan, String searchPath) throws SQLException {
    Set<Name> unknown = new HashSet<>(plan.calls());
    unknown.removeIf(
        name ->
            name.parts().size() == 1
                && (AllowedNames.postgresql().hasFunction(name.last())
                    || name.last().equals(COUNTER)
                    || NameCheck.REGCLASS_CALLS.contains(name.last())));
    if (unknown.isEmpty()) {
      return;
    }
    unknown.removeIf(new KnownNames(catalog)::hasFunction);
    if (unknown.isEmpty()) {
      return;
    }
    searchPath("pg_catalog");
    Set<String> granted = granted();
    searchPath(searchPath);
    for (Name name : unknown) {
      if (!granted.contains(name.last())) {
        throw new RefusedSqlException(
            GuardRule.FUNCTION_IN_PLAN,
            -1,
            "PostgreSQL would call the function %s, which is not allowed; leave out what needs it"
                .formatted(name));
      }
    }
  }

  private Set<String> granted() throws SQLException {
    Set<String> granted = new HashSet<>();
    List<String> texts = strings(DEFINITIONS, statement.tables());
    texts.addAll(strings(BODIES_OF_POSTGRESQL, words(List.of(statement.canonicalSql()))));
    while (!texts.isEmpty()) {
      Set<String> words = words(texts);
      words.removeAll(granted);
      granted.addAll(words);
      texts = strings(BODIES, words);
    }
    return granted;
  }

  private static Set<String> words(List<String> texts) {
    Set<String> words = new HashSet<>();
    for (String text : texts) {
      WordReader reader = new WordReader(text);
      while (reader.next()) {
        words.add(reader.name().getLast());
      }
    }
    return words;
  }

  private List<String> strings(String sql, Collection<String> parameter) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("text", parameter.toArray(String[]::new)));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (rows.getString(1) != null) {
            strings.add(rows.getString(1));
          }
        }
      }
    }
    return strings;
  }

  private void searchPath(String path) throws SQLException {
    try (Statement set = connection.createStatement()) {
      set.execute(
          "SELECT pg_catalog.set_config('search_path', %s, true)"
              .formatted(SqlNames.literal(path)));
    }
  }
}
