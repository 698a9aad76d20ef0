package io.chatdata.server.planner;

import static io.chatdata.server.planner.TestingShop.sql;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that go on from earlier ones, and what the planner asks back. */
class RefinementsTest {
  private static TestingPlanner planner;

  @BeforeAll
  static void open() {
    planner = TestingShop.planner();
  }

  @AfterAll
  static void close() {
    planner.close();
  }

  static Stream<Arguments> refinements() {
    String year = "ordered_at >= '2025-01-01' AND ordered_at < '2026-01-01'";
    String month = "date_trunc('month', ordered_at)::date";
    String bySegment = "FROM orders JOIN customers ON customers.id = customer_id";
    String june = "ordered_at >= '2026-06-01' AND ordered_at < '2026-07-01'";
    return Stream.of(
        of("SELECT count(*) FROM orders WHERE " + year, "How many orders are there?", "only 2025"),
        of("SELECT count(*) FROM orders WHERE " + year, "How many orders in 2024?", "only 2025"),
        of("SELECT count(*) FROM orders WHERE " + year, "How many orders in 2024?", "and in 2025?"),
        of(
            "SELECT count(*) FROM orders WHERE " + june,
            "How many orders were placed this month?",
            "and last month?"),
        of(
            "SELECT " + month + ", count(*) FROM orders GROUP BY 1",
            "How many orders are there?",
            "by month"),
        of(
            "SELECT " + month + ", count(*) FROM orders WHERE " + year + " GROUP BY 1",
            "How many orders are there?",
            "by month",
            "only 2025"),
        of(
            "SELECT " + month + ", count(*) FROM orders WHERE " + year + " GROUP BY 1",
            "How many orders in 2025?",
            "break it down by month"),
        of(
            "SELECT segment, count(*) " + bySegment + " WHERE " + year + " GROUP BY 1",
            "How many orders in 2025?",
            "by month",
            "and by segment?"),
        of(
            "SELECT status, count(*) FROM orders WHERE " + june + " GROUP BY 1",
            "How many orders last month?",
            "by status please"),
        of(
            "SELECT count(*) " + bySegment + " WHERE segment = 'enterprise'",
            "How many orders are there?",
            "only enterprise"),
        of(
            "SELECT count(*) " + bySegment + " WHERE segment = 'consumer'",
            "How many orders are there?",
            "only enterprise",
            "only consumer"),
        of(
            "SELECT count(*) FROM orders WHERE status <> 'cancelled'",
            "How many orders are there?",
            "without cancelled"),
        of(
            "SELECT count(*) FROM orders WHERE status = 'cancelled' AND " + june,
            "How many orders last month?",
            "how many of them were cancelled?"),
        of(
            "SELECT customer_id, count(*) FROM orders GROUP BY 1 ORDER BY 2 DESC FETCH FIRST 5 ROWS"
                + " WITH TIES",
            "Top 10 customers by number of orders",
            "top 5 instead"),
        of(
            "SELECT country, count(*) FROM customers GROUP BY 1 ORDER BY 2 DESC FETCH FIRST 3 ROWS"
                + " WITH TIES",
            "Customers by country",
            "only the top 3"),
        of(
            "SELECT country, count(*) FROM customers GROUP BY 1 ORDER BY 2 FETCH FIRST 3 ROWS WITH"
                + " TIES",
            "Customers by country",
            "bottom 3"),
        of(
            "SELECT segment, round(avg(total_amount), 2) " + bySegment + " GROUP BY 1",
            "Average total_amount of orders",
            "by customer segment"),
        of("SELECT count(*) FROM customers", "How many orders are there?", "what about customers?"),
        of("SELECT count(*) FROM users", "How many products do you know?", "How many users?"),
        of(
            "SELECT count(*) FROM orders WHERE " + year,
            "How many orders are there?",
            "what is the meaning of life?",
            "only 2025"));
  }

  private static Arguments of(String sql, String... messages) {
    return Arguments.of(sql, messages);
  }

  @ParameterizedTest
  @MethodSource("refinements")
  void aMessageGoesOnFromTheQuestionBefore(String sql, String[] messages) {
    TestingAnswer answer = planner.ask(messages);
    assertTrue(answer.hasRows(sql(sql), false), () -> answer.text() + "\n" + answer.sql());
  }

  @Test
  void theSameIsAskedOfAnotherTable() {
    TestingAnswer structure =
        planner.ask("Show me the structure of the orders table", "and the users table?");
    structure.assertTold("public.users has 11 columns");
    TestingAnswer sample = planner.ask("Sample 3 rows from products", "what about customers?");
    sample.assertTold("Here are 3 rows of public.customers");
  }

  @Test
  void whatGoesOnFromNothingIsNotGuessed() {
    for (String message : List.of("only 2025", "by month", "top 5 instead", "and by segment?")) {
      TestingAnswer answer = planner.ask(message);
      assertTrue(answer.isDeclined(), () -> message + "\n" + answer.text());
      assertEquals(List.of(), answer.results(), message);
    }
    TestingAnswer after = planner.ask("What tables are available?", "only 2025");
    assertTrue(after.isDeclined(), after::text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Who is our best customer?",
        "Top 5 customers",
        "How many orders were shipped last week?",
        "How many consumers are in Berlin?",
        "Who is the oldest user?"
      })
  void whatCanBeTakenInSeveralWaysIsAskedBackWithChoicesThatAreAnswered(String question) {
    TestingAnswer answer = planner.ask(question);
    assertTrue(answer.isAskedBack(), answer::text);
    assertEquals(List.of(), answer.results());
    assertTrue(answer.choices().size() > 1, answer::text);
    List<String> statements = new ArrayList<>();
    for (String choice : answer.choices()) {
      TestingAnswer chosen = planner.ask(question, choice);
      assertFalse(chosen.isAskedBack() || chosen.isDeclined(), () -> choice + "\n" + chosen.text());
      statements.add(chosen.sql());
    }
    assertEquals(statements.size(), statements.stream().distinct().count(), statements::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "How many orders were placed last month?",
        "What's the average total_amount of orders by customer segment?",
        "Find customers who made more than 5 purchases",
        "Top 10 products by units sold",
        "What patterns do you see in the sales data?",
        "Show me the 5 latest orders",
        "What percentage of orders were cancelled?",
        "What tables are available?",
        "Hello",
        "asdf qwer"
      })
  void whatIsOfferedNextIsAnswered(String question) {
    TestingAnswer answer = planner.ask(question);
    assertFalse(answer.followUps().isEmpty(), answer::text);
    for (String next : answer.followUps()) {
      TestingAnswer followed = planner.ask(question, next);
      assertFalse(
          followed.isAskedBack() || followed.isDeclined(), () -> next + "\n" + followed.text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Why did sales drop in May?",
        "What will our revenue be next month?",
        "Colorless green ideas sleep furiously",
        "How many unicorns do we have?",
        "average"
      })
  void whatCannotBeReadIsDeclinedWithWhatCanBeAsked(String question) {
    TestingAnswer answer = planner.ask(question);
    assertTrue(answer.isDeclined(), answer::text);
    assertEquals(List.of(), answer.results());
    answer.assertTold("so I don't answer it", "I read plain questions", "You could ask:");
    assertEquals(3, answer.followUps().size());
  }

  @Test
  void aSlipIsNotReadButUnderstood() {
    TestingAnswer answer = planner.ask("How many oders were palced last month?");
    assertTrue(answer.isDeclined(), answer::text);
    assertEquals(List.of(), answer.results());
    TestingAnswer slip = planner.ask("How many cusotmers do we have?");
    slip.assertTold("Did you mean “How many customers do we have?”?");
    assertEquals(List.of("How many customers do we have?"), slip.choices());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "how many order were placed last month",
        "HOW MANY ORDERS WERE PLACED LAST MONTH?",
        "How many orders were placed last month",
        "  how   many orders were placed, last month ??",
        "number of order last month",
        "Please tell me how many orders were placed last month!"
      })
  void singularCapitalsAndMarksChangeNothing(String question) {
    TestingAnswer answer = planner.ask(question);
    assertTrue(
        answer.hasRows(
            sql(
                "SELECT count(*) FROM orders WHERE ordered_at >= '2026-06-01' AND ordered_at <"
                    + " '2026-07-01'"),
            false),
        answer::text);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aLongConversationOfUnreadableMessagesEnds() {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      messages.add("blah blah " + i);
    }
    assertTrue(planner.ask(messages).isDeclined());
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aHugeMessageIsDeclinedAtOnce() {
    for (String part : List.of("how many orders ", "\"a", "'", "((((", "1 2 3 ", "and or not ")) {
      TestingAnswer answer = planner.ask(part.repeat(250_000 / part.length()));
      assertTrue(answer.isDeclined(), part);
      answer.assertTold("too long");
    }
  }

  @Test
  void aStatementInSqlIsRunAsItIs() {
    TestingAnswer answer =
        planner.ask("SELECT status, count(*) FROM orders GROUP BY status ORDER BY 2 DESC");
    assertTrue(
        answer.hasRows(sql("SELECT status, count(*) FROM orders GROUP BY 1"), false), answer::text);
    TestingAnswer refused = planner.ask("DELETE FROM orders");
    refused.assertTold("I can only read");
    assertEquals(List.of(), refused.calls());
  }
}
