package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong with the demo shop's data and can be seen without knowing the shop. */
final class ShopProblems {
  private ShopProblems() {}

  static Set<String> all() {
    Set<String> all = new HashSet<>(ofUsers());
    all.add(rows("products", "cost > price", "have a cost above their price"));
    all.add(rows("orders", "shipped_at < ordered_at", "have a shipped_at before their ordered_at"));
    all.add(
        text(
            """
            SELECT format('%s of %s rows have a total that differs from the sum of their lines',
              count(*) FILTER (WHERE total_amount <> items), to_char(count(*), 'FM999,990'))
            FROM orders JOIN (
              SELECT order_id, sum(round(quantity * unit_price * (1 - discount), 2)) AS items
              FROM order_items GROUP BY order_id) AS of_items ON order_id = orders.id
            """));
    return all;
  }

  static List<String> ofUsers() {
    List<String> problems = new ArrayList<>();
    problems.add(rows("users", "email IS NULL", "have no email"));
    problems.add(rows("users", "phone IS NULL", "have no phone"));
    problems.add(rows("users", "age IS NULL", "have no age"));
    problems.add(rows("users", "email ~ '^\\s*$'", "have a blank email"));
    problems.add(rows("users", "phone ~ '^\\s*$'", "have a blank phone"));
    problems.add(rows("users", "full_name ~ '^\\s*$'", "have a blank full_name"));
    problems.add(
        rows(
            "users",
            "full_name ~ '\\S' AND full_name ~ '^\\s|\\s$'",
            "have blanks before or after their full_name"));
    problems.add(
        rows(
            "users", "email ~ '\\S' AND email NOT LIKE '%@%'", "have an email that is no address"));
    problems.add(
        rows(
            "users",
            "(lower(email), id) IN (SELECT lower(email), unnest((array_agg(id ORDER BY id))[2:])"
                + " FROM users WHERE email ~ '\\S' GROUP BY 1)",
            "repeat the email of another row, capitals and blanks aside"));
    problems.add(
        rows(
            "users",
            "phone = '000-000-0000'",
            "have a placeholder such as “n/a” or “unknown” as phone"));
    problems.add(
        rows(
            "users", "age NOT BETWEEN 1 AND 120", "have an impossible age (below 1 or above 120)"));
    problems.add(
        rows("users", "created_at > '2026-07-16 10:30Z'", "have a created_at in the future"));
    problems.add(
        rows(
            "users", "last_login_at < created_at", "have a last_login_at before their created_at"));
    problems.add(spellings("status", 3));
    problems.add(spellings("country", 2));
    return problems;
  }

  private static String rows(String table, String condition, String problem) {
    return text(
        """
        SELECT format('%%s of %%s rows (%%s %%%%) %3$s', wrong, to_char(rows, 'FM999,990'),
          CASE WHEN share < 0.1 THEN 'under 0.1' WHEN share < 10 THEN trim_scale(round(share, 1))::text
            ELSE to_char(share, 'FM990') END)
        FROM (SELECT count(*) FILTER (WHERE %2$s) AS wrong, count(*) AS rows,
          100.0 * count(*) FILTER (WHERE %2$s) / count(*) AS share FROM %1$s) AS counted
        """
            .formatted(table, condition, problem));
  }

  private static String spellings(String column, int examples) {
    List<List<@Nullable String>> values =
        TestingShop.sql(
            """
            SELECT '“' || lower(btrim(%1$s)) || '”' FROM users GROUP BY lower(btrim(%1$s))
            HAVING count(DISTINCT %1$s) > 1 ORDER BY count(*) DESC
            """
                .formatted(column));
    List<String> shown =
        values.stream().limit(examples).map(row -> String.valueOf(row.getFirst())).toList();
    return "%d values of %s are written in more than one way (capitals or blanks), such as %s and %s"
        .formatted(
            values.size(),
            column,
            String.join(", ", shown.subList(0, examples - 1)),
            shown.getLast());
  }

  private static String text(String sql) {
    return String.valueOf(TestingShop.sql(sql).getFirst().getFirst());
  }
}
