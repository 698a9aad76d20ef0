package io.chatdata.server.sql;

import static io.chatdata.server.sql.UserCodeReader.FIRST_USER_OID;
import static io.chatdata.server.sql.UserCodeReader.OWN;
import static io.chatdata.server.sql.UserCodeReader.TYPE;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what a database calls unseen by functions of the user's that are declared VOLATILE. */
final class VolatileCodeReader {
  /** Types with the types whose values hold some of theirs: arrays, rows, domains and ranges. */
  private static final String HOLDERS =
      """
      direct AS (
        SELECT x.oid AS holder, x.typbasetype AS part FROM pg_type x WHERE x.typbasetype <> 0
        UNION ALL
        SELECT x.oid, x.typelem FROM pg_type x WHERE x.typelem <> 0 AND x.typcategory = 'A'
        UNION ALL
        SELECT x.oid, a.atttypid FROM pg_type x JOIN pg_attribute a ON a.attrelid = x.typrelid
        WHERE x.oid >= %1$d AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT v.oid, r.rngsubtype FROM pg_range r CROSS JOIN LATERAL (VALUES (r.rngtypid), (r.rngmultitypid)) v(oid)),
      held AS (
        SELECT DISTINCT t.oid AS type, t.oid AS holder FROM unnest(%2$s) t(oid)
        UNION
        SELECT h.type, d.holder FROM held h JOIN direct d ON d.part = h.holder)
      """;

  private static final String OWN_VOLATILE = "x.provolatile = 'v' AND " + OWN.formatted("pg_proc");

  private static final String CASTS =
      "WITH RECURSIVE "
          + HOLDERS.formatted(
              FIRST_USER_OID,
              """
              (SELECT array_agg(t) FROM pg_cast c JOIN pg_proc x ON x.oid = c.castfunc
                CROSS JOIN LATERAL (VALUES (c.castsource), (c.casttarget)) v(t) WHERE %s)
              """
                  .formatted(OWN_VOLATILE))
          + """
          SELECT %s, %s, c.castcontext = 'i' OR c.casttarget IN ('text'::regtype, 'json'::regtype), x.proname,
            ARRAY(SELECT %s FROM held h WHERE h.type = c.castsource AND c.castsource >= %d),
            ARRAY(SELECT %s FROM held h WHERE h.type = c.casttarget)
          FROM pg_cast c JOIN pg_proc x ON x.oid = c.castfunc WHERE %s
          """
              .formatted(
                  TYPE.formatted("c.castsource"),
                  TYPE.formatted("c.casttarget"),
                  TYPE.formatted("h.holder"),
                  FIRST_USER_OID,
                  TYPE.formatted("h.holder"),
                  OWN_VOLATILE);

  private static final String CHECKS =
      """
      checks AS (
        SELECT DISTINCT c.contypid AS type, x.proname AS function FROM pg_constraint c
          JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = c.oid
          LEFT JOIN pg_operator o ON d.refclassid = 'pg_operator'::regclass AND o.oid = d.refobjid
          JOIN pg_proc x ON x.oid = CASE WHEN d.refclassid = 'pg_proc'::regclass THEN d.refobjid ELSE o.oprcode END
        WHERE c.contypid <> 0 AND %s)
      """
          .formatted(OWN_VOLATILE);

  private static final String DOMAINS =
      "WITH RECURSIVE "
          + CHECKS
          + ", "
          + HOLDERS.formatted(FIRST_USER_OID, "(SELECT array_agg(type) FROM checks)")
          + """
          SELECT %s, c.function, ARRAY(SELECT %s FROM held h WHERE h.type = c.type) FROM checks c
          """
              .formatted(TYPE.formatted("c.type"), TYPE.formatted("h.holder"));

  /** Views with those that they are made of; PostgreSQL's own functions aren't in pg_depend. */
  private static final String VOLATILE_VIEWS =
      """
      WITH RECURSIVE rule AS (
        SELECT c.oid AS view, d.refclassid, d.refobjid FROM pg_class c
          JOIN pg_rewrite r ON r.ev_class = c.oid
          JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
        WHERE c.relkind = 'v'),
      made AS (
        SELECT view, view AS of FROM rule
        UNION
        SELECT m.view, r.refobjid FROM made m JOIN rule r ON r.view = m.of
        WHERE r.refclassid = 'pg_class'::regclass),
      called AS (
        SELECT view, refobjid AS oid FROM rule WHERE refclassid = 'pg_proc'::regclass
        UNION ALL
        SELECT r.view, o.oprcode FROM rule r JOIN pg_operator o ON o.oid = r.refobjid
        WHERE r.refclassid = 'pg_operator'::regclass)
      SELECT DISTINCT n.nspname, v.relname, x.proname FROM made m
        JOIN pg_class v ON v.oid = m.view JOIN pg_namespace n ON n.oid = v.relnamespace
        JOIN called l ON l.view = m.of JOIN pg_proc x ON x.oid = l.oid
      WHERE %s
      ORDER BY 1, 2, 3
      """
          .formatted(OWN_VOLATILE);

  private final UserCodeReader reader;
  private final String[] extensions;

  /**
   * Over a reader's connection.
   *
   * @param extensions whose functions are not the user's
   */
  VolatileCodeReader(UserCodeReader reader, String[] extensions) {
    this.reader = reader;
    this.extensions = extensions;
  }

  List<UserCode.Cast> casts() throws SQLException {
    List<UserCode.Cast> casts = new ArrayList<>();
    reader.each(
        CASTS,
        List.of(extensions, extensions),
        row ->
            casts.add(
                new UserCode.Cast(
                    row.getString(1),
                    row.getString(2),
                    row.getBoolean(3),
                    row.getString(4),
                    Set.of((String[]) row.getArray(5).getArray()),
                    Set.of((String[]) row.getArray(6).getArray()))));
    return casts;
  }

  List<UserCode.Domain> domains() throws SQLException {
    List<UserCode.Domain> domains = new ArrayList<>();
    reader.each(
        DOMAINS,
        List.<String[]>of(extensions),
        row ->
            domains.add(
                new UserCode.Domain(
                    row.getString(1),
                    row.getString(2),
                    Set.of((String[]) row.getArray(3).getArray()))));
    return domains;
  }

  /** Functions that a view calls, by the view. */
  Map<Catalog.TableName, List<String>> views() throws SQLException {
    Map<Catalog.TableName, List<String>> views = new HashMap<>();
    reader.each(
        VOLATILE_VIEWS,
        List.<String[]>of(extensions),
        row ->
            views
                .computeIfAbsent(
                    new Catalog.TableName(row.getString(1), row.getString(2)),
                    view -> new ArrayList<>())
                .add(row.getString(3)));
    return views;
  }
}
