package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is to see in the demo shop's sales on the day of {@link TestingShop}. */
final class ShopPatterns {
  private static final String MONTHS =
      """
      WITH months AS (
        SELECT date_trunc('month', sale_date)::date AS month, sum(revenue) AS revenue
        FROM sales WHERE sale_date < '2026-07-01' GROUP BY 1)
      """;

  /**
   * Each day of the two years before the present month, with the median of the two weeks around.
   */
  private static final String DAYS =
      """
      WITH days AS (
        SELECT sale_date AS day, sum(revenue) AS revenue FROM sales
        WHERE sale_date >= '2024-08-01' AND sale_date < '2026-07-15' GROUP BY 1),
      compared AS (
        SELECT day, revenue, typical FROM days, LATERAL (
          SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY near.revenue) AS typical
          FROM days AS near
          WHERE near.day <> days.day AND near.day BETWEEN days.day - 14 AND days.day + 14) AS around)
      """;

  private ShopPatterns() {}

  static List<String> expected() {
    List<String> findings = new ArrayList<>();
    findings.add(
        text(
            MONTHS
                + """
                SELECT format('Trend: sales.revenue is growing: %s a month over the last 12 whole months,'
                  ' %s over the 12 before (+%s %%).', to_char(late, 'FM999,999,999'),
                  to_char(before, 'FM999,999,999'), to_char(100 * (late / before - 1), 'FM990'))
                FROM (SELECT
                  avg(revenue) FILTER (WHERE month >= '2025-07-01') AS late,
                  avg(revenue) FILTER (WHERE month >= '2024-07-01' AND month < '2025-07-01') AS before
                  FROM months) AS years
                """));
    findings.add(
        text(
            MONTHS
                + """
                SELECT format('Best and weakest month: sales.revenue was highest in %s (%s) and lowest in'
                  ' %s (%s).', to_char(best.month, 'FMMonth YYYY'), to_char(best.revenue, 'FM999,999,999'),
                  to_char(worst.month, 'FMMonth YYYY'), to_char(worst.revenue, 'FM999,999,999'))
                FROM (SELECT * FROM months ORDER BY revenue DESC LIMIT 1) AS best,
                  (SELECT * FROM months ORDER BY revenue LIMIT 1) AS worst
                """));
    findings.add(
        text(
            MONTHS
                + """
                , shares AS (
                  SELECT to_char(month, 'FMMonth') AS name, avg(share) AS share
                  FROM (SELECT month, revenue / avg(revenue)
                      OVER (PARTITION BY date_part('year', month + interval '6 months')) AS share
                    FROM months) AS of_year
                  GROUP BY 1)
                SELECT format('Season: %s is the strongest month of the year, %s %% above its average;'
                  ' %s the weakest, %s %% below.', best.name, to_char(100 * (best.share - 1), 'FM990'),
                  worst.name, to_char(100 * (1 - worst.share), 'FM990'))
                FROM (SELECT * FROM shares ORDER BY share DESC LIMIT 1) AS best,
                  (SELECT * FROM shares ORDER BY share LIMIT 1) AS worst
                """));
    findings.add(
        text(
            DAYS
                + """
                , week AS (SELECT to_char(day, 'FMDay') AS name, avg(revenue) AS mean FROM days GROUP BY 1)
                SELECT format('Week: %ss are strongest (%s a day on average), %ss weakest (%s).',
                  best.name, to_char(best.mean, 'FM999,999'), worst.name, to_char(worst.mean, 'FM999,999'))
                FROM (SELECT * FROM week ORDER BY mean DESC LIMIT 1) AS best,
                  (SELECT * FROM week ORDER BY mean LIMIT 1) AS worst
                """));
    findings.add(days());
    for (String column : List.of("region", "channel", "category")) {
      findings.add(categories(column));
    }
    return findings;
  }

  /** The campaign four months ago, and the outage two months ago. */
  private static String days() {
    List<List<@Nullable String>> days =
        TestingShop.sql(
            DAYS
                + """
                SELECT format('%s (%s, around it %s)', to_char(day, 'FMDD FMMonth YYYY'),
                  to_char(revenue, 'FM999,999'), to_char(typical, 'FM999,999'))
                FROM compared
                WHERE day BETWEEN '2026-03-10' AND '2026-03-16' OR day BETWEEN '2026-05-15' AND '2026-05-16'
                ORDER BY abs(revenue - typical) / typical DESC
                """);
    List<String> texts = days.stream().map(row -> String.valueOf(row.getFirst())).toList();
    return "Days that stand out: %s and %s, and 4 more."
        .formatted(String.join(", ", texts.subList(0, 4)), texts.get(4));
  }

  private static String categories(String column) {
    List<List<@Nullable String>> shares =
        TestingShop.sql(
            """
            SELECT %1$s, to_char(revenue, 'FM999,999,990.00'),
              CASE WHEN share < 10 THEN rtrim(to_char(share, 'FM0.0'), '.0') ELSE to_char(share, 'FM990') END
            FROM (SELECT %1$s, sum(revenue) AS revenue,
              100 * sum(revenue) / (SELECT sum(revenue) FROM sales) AS share
              FROM sales GROUP BY 1) AS shares
            ORDER BY revenue DESC
            """
                .formatted(column));
    List<String> top =
        shares.stream()
            .limit(3)
            .map(row -> "%s (%s, %s %%)".formatted(row.get(0), row.get(1), row.get(2)))
            .toList();
    String least =
        shares.size() > 3
            ? "; least: %s (%s %%)".formatted(shares.getLast().get(0), shares.getLast().get(2))
            : "";
    return "By %s: %s%s."
        .formatted(
            column,
            String.join(" and ", join(top.subList(0, top.size() - 1)), top.getLast()),
            least);
  }

  private static String join(List<String> texts) {
    return String.join(", ", texts);
  }

  private static String text(String sql) {
    return String.valueOf(TestingShop.sql(sql).getFirst().getFirst());
  }
}
