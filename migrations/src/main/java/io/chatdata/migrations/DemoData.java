package io.chatdata.migrations;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import javax.sql.DataSource;

/**
 * The demo shop: about three years of customers, users, products, orders and sales up to a given
 * day, with a few quality problems to be found. The same day gives the same rows on PostgreSQL 15
 * to 18, in whatever order they are made.
 *
 * <p>It fills the schema {@code public} of a database of its own. The schema's comment says for
 * which day it was made.
 */
public final class DemoData {
  private static final int DAYS_FRESH = 7;
  private static final String MARK = "The demo shop of chatdata, made on ";
  private static final List<String> SCRIPTS =
      List.of("1_tables", "2_people", "3_products", "4_orders", "5_sales", "6_finish");

  private DemoData() {}

  /**
   * Makes the shop, or makes it anew, in one transaction: where it fails, the old one stays. Takes
   * about two seconds, in which nobody can read it.
   *
   * @param owner logs in as the owner of a database that holds nothing else in its schema public
   * @param today the last day of the shop, in UTC: orders lie before its second hour
   * @param readerRole an existing role; it may read the shop's tables afterwards, and no more
   * @throws IllegalStateException if the schema public holds tables that are not the demo shop's;
   *     they are left alone
   */
  public static void load(DataSource owner, LocalDate today, String readerRole)
      throws SQLException {
    try (Connection connection = owner.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        // The scripts hold no JDBC escapes, but many braces.
        statement.setEscapeProcessing(false);
        refuseOtherTables(statement);
        statement.execute("set local chatdata.today = '" + today + "'");
        for (String script : SCRIPTS) {
          statement.execute(Resources.read("demo/" + script + ".sql"));
        }
        statement.execute("comment on schema public is '" + MARK + today + "'");
        String reader = '"' + readerRole.replace("\"", "\"\"") + '"';
        statement.execute("grant usage on schema public to " + reader);
        statement.execute("grant select on all tables in schema public to " + reader);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  /** After a failure, which stays the first to be told. */
  private static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * True when the shop is there and was made for a day at most 7 days before today; false also when
   * it was made for a later day.
   *
   * @param today today's date in UTC
   */
  public static boolean isFresh(DataSource owner, LocalDate today) throws SQLException {
    try (Connection connection = owner.getConnection();
        Statement statement = connection.createStatement()) {
      String comment = comment(statement);
      if (!comment.startsWith(MARK)) {
        return false;
      }
      LocalDate made = LocalDate.parse(comment.substring(MARK.length()));
      return !made.isAfter(today) && !made.isBefore(today.minusDays(DAYS_FRESH));
    }
  }

  private static void refuseOtherTables(Statement statement) throws SQLException {
    if (comment(statement).startsWith(MARK)) {
      return;
    }
    try (ResultSet table =
        statement.executeQuery(
            """
            select format('%I.%I', current_database(), relname) from pg_class
            where relnamespace = to_regnamespace('public') order by oid limit 1
            """)) {
      if (table.next()) {
        throw new IllegalStateException(
            "the demo shop needs a database of its own, but its schema public already holds "
                + table.getString(1)
                + ": drop that, or give another database");
      }
    }
  }

  /** What the schema public is said to hold; empty where nothing is said. */
  private static String comment(Statement statement) throws SQLException {
    try (ResultSet comment =
        statement.executeQuery(
            "select coalesce(obj_description(to_regnamespace('public'), 'pg_namespace'), '')")) {
      comment.next();
      return comment.getString(1);
    }
  }
}
