package io.chatdata.server.planner;

import static io.chatdata.server.planner.TestingShop.sql;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.ConnectionInfo;
import io.chatdata.server.explorer.TableProfile;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.QueryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The questions that a new user asks first, of the demo shop. What is answered in rows and in words
 * is compared with statements of the tests' own.
 */
class ThirteenQuestionsTest {
  private static TestingPlanner planner;

  @BeforeAll
  static void open() {
    planner = TestingShop.planner();
  }

  @AfterAll
  static void close() {
    planner.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What databases can I explore?",
        "Which databases do I have access to?",
        "Show me the available connections"
      })
  void databasesAreListed(String question) {
    TestingAnswer answer = ask(question, "list_connections");
    ToolOutcome.Connections connections = (ToolOutcome.Connections) answer.outcomes().getFirst();
    ConnectionInfo shop = connections.connections().getFirst();
    String database = planner.database().name();
    assertEquals(1, connections.connections().size());
    assertEquals(
        List.of("shop", database, ConnectionInfo.ReadOnlyState.VERIFIED),
        List.of(shop.id(), shop.database(), shop.readOnlyState()));
    answer.assertTold("You can explore 1 database:", "shop", database, "its role can only read");
    answer.assertAssumes("a database is a configured connection", "questions go to shop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "List all tables in the public schema",
        "Which tables are there in the public schema?",
        "Show me every table of the schema public"
      })
  void tablesOfASchemaAreListed(String question) {
    TestingAnswer answer = ask(question, "list_tables");
    assertEquals("public", arguments(answer, 0).path("schema").asText());
    assertTables(answer);
    answer.assertAssumes("schema public", "connection shop", "the database's estimates");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What tables are available?",
        "What tables are in my database?",
        "Which tables do we have?",
        "Can you list the tables?"
      })
  void tablesAreListed(String question) {
    TestingAnswer answer = ask(question, "list_tables");
    assertTables(answer);
    answer.assertAssumes("all schemas that I can read", "the database's estimates");
  }

  private static void assertTables(TestingAnswer answer) {
    ToolOutcome.Tables listed = (ToolOutcome.Tables) answer.outcomes().getFirst();
    List<List<@Nullable String>> expected =
        sql(
            """
            SELECT relname, CASE relkind WHEN 'v' THEN 'view' ELSE 'table' END,
              CASE relkind WHEN 'v' THEN '?' ELSE to_char(reltuples, 'FM999,999,999') END,
              obj_description(oid, 'pg_class')
            FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') ORDER BY relname
            """);
    assertEquals(7, listed.totalCount());
    assertEquals(
        expected.stream().map(List::getFirst).toList(),
        listed.tables().stream().map(Catalog.Table::name).toList());
    answer.assertTold("There are 7 tables");
    assertEquals(List.of(expected), answer.tables());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Show me the structure of the orders table",
        "Describe the orders table",
        "What columns does the orders table have?"
      })
  void aTablesStructureIsShown(String question) {
    TestingAnswer answer = ask(question, "get_table_info");
    List<List<@Nullable String>> expected =
        sql(
            """
            SELECT attname,
              CASE attname
                WHEN 'status' THEN format_type(atttypid, atttypmod)
                  || ' (pending, paid, shipped, delivered, cancelled, refunded)'
                ELSE format_type(atttypid, atttypmod) END,
              CASE WHEN attnotnull THEN 'no' ELSE 'yes' END,
              coalesce(col_description(attrelid, attnum), '')
            FROM pg_attribute WHERE attrelid = 'public.orders'::regclass AND attnum > 0
            ORDER BY attnum
            """);
    ToolOutcome.Structure structure = (ToolOutcome.Structure) answer.outcomes().getFirst();
    assertEquals(
        expected.stream().map(List::getFirst).toList(),
        structure.table().columns().stream().map(Catalog.Column::name).toList());
    answer.assertTold("public.orders has 8 columns and about 50,000 rows");
    assertEquals(1, answer.tables().size());
    assertEquals(
        expected.toString().replace("order_status", "public.order_status"),
        answer.tables().getFirst().toString().replace("public.public.", "public."));
    List<String> notes = new ArrayList<>();
    notes.add("Primary key: id");
    notes.add("orders.customer_id → customers.id (foreign key)");
    notes.add("Referred to by order_items.order_id → orders.id");
    sql("SELECT 'Index ' || indexdef FROM pg_indexes WHERE tablename = 'orders' ORDER BY indexname")
        .forEach(row -> notes.add(row.getFirst()));
    notes.add("Check CHECK ((total_amount >= (0)::numeric))");
    assertEquals(notes, answer.bullets());
    answer.assertAssumes("the table is public.orders");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What are the most common values in the status column?",
        "What are the top values of the column status?",
        "How often does each status occur?"
      })
  void theMostCommonValuesOfEveryColumnOfThatNameAreCounted(String question) {
    TestingAnswer answer = ask(question, "run_query");
    List<QueryResult> results = answer.results();
    assertEquals(2, results.size());
    for (String table : List.of("orders", "users")) {
      int index = table.equals("orders") ? 0 : 1;
      String counts =
          "SELECT status, count(*), round(100.0 * count(*) / (SELECT count(*) FROM %1$s), 2) FROM %1$s GROUP BY 1"
              .formatted(table);
      assertTrue(TestingAnswer.hasRows(results.get(index), sql(counts), false), table);
      assertEquals(
          sql(
              """
              SELECT status, to_char(rows, 'FM999,990'), to_char(share, 'FM990.00') || ' %%'
              FROM (%s) AS counts (status, rows, share) ORDER BY rows DESC, status
              """
                  .formatted(counts)),
          answer.tables().get(index));
    }
    answer.assertTold(
        "orders.status has 6 different values; the most common is delivered (87.98 % of the rows)",
        "users.status has 8 different values; the most common is active (83.20 % of the rows)");
    answer.assertAssumes("all rows of public.orders and public.users", "count as different");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sample 10 rows from the products table",
        "Show me 10 example rows of products",
        "Give me a sample of ten products"
      })
  void rowsAreSampled(String question) {
    TestingAnswer answer = ask(question, "sample_rows");
    QueryResult sample = ((ToolOutcome.Sample) answer.outcomes().getFirst()).result().result();
    List<List<@Nullable String>> products =
        sql("SELECT id, sku, name, category, price, cost, released_on FROM products");
    assertEquals(10, sample.rows().size());
    assertEquals(10, sample.rows().stream().map(List::getFirst).distinct().count());
    List<Integer> columns = List.of(0, 1, 2, 3, 4, 5, 8);
    for (List<@Nullable Object> row : sample.rows()) {
      List<String> values =
          columns.stream().map(column -> TestingAnswer.normal(row.get(column))).toList();
      assertTrue(
          products.stream()
              .anyMatch(p -> p.stream().map(TestingAnswer::normal).toList().equals(values)),
          values::toString);
    }
    answer.assertTold("Here are 10 rows of public.products");
    assertEquals(
        sample.rows().stream().map(row -> String.valueOf(row.get(2))).toList(),
        answer.tables().getFirst().stream().map(row -> row.get(2)).toList());
    answer.assertAssumes("a sample spread over public.products");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Show me statistics for the sales table",
        "Give me summary statistics of sales",
        "Summarize the sales table"
      })
  void aTablesFiguresAreComputed(String question) {
    TestingAnswer answer = ask(question, "run_query", "profile_table");
    List<List<@Nullable String>> figures = new ArrayList<>();
    for (String column : List.of("units", "revenue")) {
      figures.addAll(
          sql(
              """
              SELECT '%1$s', to_char(min(%1$s), '%2$s'), to_char(max(%1$s), '%2$s'),
                to_char(avg(%1$s), 'FM999,990.00'),
                to_char(percentile_cont(0.5) WITHIN GROUP (ORDER BY %1$s), 'FM999,990.00'),
                to_char(sum(%1$s), '%2$s')
              FROM sales
              """
                  .formatted(
                      column, column.equals("units") ? "FM999,999,990" : "FM999,999,990.00")));
    }
    assertEquals(figures, answer.tables().getFirst());
    String rows = sql("SELECT to_char(count(*), 'FM999,990') FROM sales").getFirst().getFirst();
    List<@Nullable String> days =
        sql("SELECT min(sale_date), max(sale_date) FROM sales").getFirst();
    answer.assertTold(
        "public.sales has %s rows. sale_date runs from %s to %s."
            .formatted(rows, days.get(0), days.get(1)));
    for (String column : List.of("region", "channel", "category")) {
      int different = sql("SELECT DISTINCT " + column + " FROM sales").size();
      answer.assertTold("%s: %d different values, most often".formatted(column, different));
    }
    answer.assertAssumes("the table is public.sales", "all its rows");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "How many orders were placed last month?",
        "How many orders did we get last month?",
        "What was the number of orders last month?"
      })
  void ordersOfLastMonthAreCounted(String question) {
    TestingAnswer answer = ask(question, "run_query");
    List<List<@Nullable String>> expected =
        sql(
            """
            SELECT to_char(count(*), 'FM999,990') FROM orders
            WHERE to_char(ordered_at AT TIME ZONE 'UTC', 'YYYY-MM') = '2026-06'
            """);
    assertEquals(expected.getFirst().getFirst(), "%,d".formatted(number(answer.result())));
    answer.assertTold(
        "I count %s orders last month (1 June 2026 to 30 June 2026)."
            .formatted(expected.getFirst().getFirst()));
    answer.assertAssumes(
        "orders are the rows of public.orders",
        "“last month” means 1 June 2026 to 30 June 2026 by orders.ordered_at (time zone UTC)",
        "every orders.status counts, “cancelled” and “refunded” too");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What's the average order value by customer segment?",
        "Average order value per customer segment",
        "What is the mean value of orders for each customer segment?"
      })
  void ordersAreAveragedBySegment(String question) {
    TestingAnswer answer = ask(question, "run_query");
    String averages =
        """
        SELECT segment, round(avg(total_amount), 2) AS average, count(*) AS orders
        FROM orders, customers WHERE customers.id = customer_id GROUP BY 1
        """;
    assertTrue(TestingAnswer.hasRows(answer.result(), sql(averages), false));
    List<List<@Nullable String>> told =
        sql(
            """
            SELECT segment, to_char(average, 'FM999,990.00'), to_char(orders, 'FM999,990')
            FROM (%s) AS averages ORDER BY average DESC
            """
                .formatted(averages));
    assertEquals(List.of(told), answer.tables());
    answer.assertTold(
        "The average orders.total_amount by segment: 3 groups. Highest: %s (%s); lowest: %s (%s)."
            .formatted(
                told.get(0).get(0), told.get(0).get(1), told.get(2).get(0), told.get(2).get(1)));
    answer.assertAssumes(
        "the amount is orders.total_amount",
        "grouped by customers.segment",
        "every orders.status counts, “cancelled” and “refunded” too");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Find customers who made more than 5 purchases",
        "Which customers have placed more than five orders?",
        "List all customers with over 5 orders"
      })
  void customersWithManyPurchasesAreFound(String question) {
    TestingAnswer answer = ask(question, "run_query");
    String often =
        """
        SELECT customers.id, name, count(*) AS orders FROM customers, orders
        WHERE customer_id = customers.id GROUP BY 1, 2 HAVING count(*) > 5
        """;
    List<List<@Nullable String>> expected = sql(often);
    assertTrue(TestingAnswer.hasRows(answer.result(), expected, false));
    answer.assertTold(
        "I found %d customers that have more than 5 rows in orders.".formatted(expected.size()),
        "These are the first 10; the result above has all %d.".formatted(expected.size()));
    assertEquals(
        List.of(sql(often + "ORDER BY orders DESC, customers.id LIMIT 10")), answer.tables());
    answer.assertAssumes(
        "customers are the rows of public.customers", "they have more than 5 rows in orders");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What patterns do you see in the sales data?",
        "Are there any trends in the sales table?",
        "Analyze the sales data"
      })
  void patternsAreSeen(String question) {
    TestingAnswer answer = ask(question, "run_query");
    assertEquals(ShopPatterns.expected(), answer.bullets());
    answer.assertAssumes(
        "the amount is sales.revenue",
        "the month is that of sales.sale_date",
        "weekdays and single days from 1 August 2024 on");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Profile the users table and tell me about data quality",
        "Run a data profile of the users table and check its quality",
        "Can you profile users and tell me how clean the data is?"
      })
  void aTableIsProfiledWithItsQuality(String question) {
    TestingAnswer answer = ask(question, "profile_table", "run_query");
    TableProfile profile = ((ToolOutcome.Profile) answer.outcomes().getFirst()).profile();
    assertEquals(List.of(2000L, 2000L), List.of(profile.rowCount(), profile.rowsProfiled()));
    for (TableProfile.ColumnProfile column : profile.columns()) {
      assertEquals(
          sql("SELECT count(*) FILTER (WHERE %1$s IS NULL), count(DISTINCT %1$s), count(*) FILTER (WHERE btrim(%1$s::text) = '') FROM users"
                  .formatted(column.name()))
              .getFirst(),
          List.of(
              String.valueOf(column.nullCount()),
              String.valueOf(column.distinctCount()),
              String.valueOf(column.blankCount())),
          column.name());
    }
    answer.assertTold("public.users has 2,000 rows and 11 columns. I looked at all rows.");
    List<List<String>> told = answer.tables().getFirst();
    assertEquals(11, told.size());
    assertEquals(
        sql("SELECT 'email', round(avg((email IS NULL)::int) * 100, 1) || ' %',"
                + " to_char(count(DISTINCT email), 'FM999,990') FROM users")
            .getFirst(),
        told.get(2).subList(0, 3));
    answer.assertTold("Data quality: I found %d issues".formatted(answer.bullets().size()));
    assertEquals(Set.copyOf(ShopProblems.ofUsers()), Set.copyOf(answer.bullets()));
    answer.assertAssumes("the table is public.users", "all rows were looked at");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Are there any data quality issues I should know about?",
        "Is there anything wrong with my data?",
        "Check the data quality of the database"
      })
  void problemsOfAllTablesAreFound(String question) {
    TestingAnswer answer = ask(question, "profile_table", "run_query");
    Set<String> expected = ShopProblems.all();
    Set<String> told = new java.util.HashSet<>();
    for (String bullet : answer.bullets()) {
      told.addAll(
          bullet.startsWith("Also: ")
              ? List.of(bullet.substring(6).split("; ", -1))
              : List.of(bullet));
    }
    assertEquals(expected, told);
    answer.assertTold(
        "I found %d issues in 3 tables".formatted(expected.size()),
        "Nothing suspicious in order_items, customers and sales.");
    answer.assertAssumes(
        "I looked at public.order_items, public.orders, public.customers, public.users,"
            + " public.products and public.sales",
        "today by UTC",
        "whether an empty value is a mistake is for you to say");
  }

  private static TestingAnswer ask(String question, String... tools) {
    TestingAnswer answer = planner.ask(question);
    assertEquals(Set.of(tools), Set.copyOf(answer.tools()), answer::text);
    return answer;
  }

  private static JsonNode arguments(TestingAnswer answer, int call) {
    return Json.parse(answer.calls().get(call).arguments());
  }

  private static long number(QueryResult result) {
    assertEquals(1, result.rows().size());
    assertEquals(1, result.rows().getFirst().size());
    return Long.parseLong(String.valueOf(result.rows().getFirst().getFirst()));
  }
}
