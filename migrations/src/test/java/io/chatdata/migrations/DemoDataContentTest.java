package io.chatdata.migrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.migrations.TestingPostgres.TestingDatabase;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What can be found in the demo shop. */
class DemoDataContentTest {
  private static TestingPostgres postgres;
  private static TestingDatabase shop;

  @BeforeAll
  static void load() throws Exception {
    postgres = new TestingPostgres();
    postgres.login("postgres", "postgres").execute("create role reader login");
    shop = postgres.database();
    DemoData.load(shop.login(), LocalDate.of(2026, 3, 18), "reader");
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  @Test
  void totalsEqualTheirItemsButForTwelve() throws Exception {
    assertEquals(
        "50000|12",
        shop.value(
            """
            select count(*), count(*) filter (where total_amount <> items)
            from orders join (
              select order_id, sum(round(quantity * unit_price * (1 - discount), 2)) as items
              from order_items group by order_id) of_items on order_id = orders.id
            """));
  }

  @Test
  void someCustomersNeverOrderedAndSomeMoreThanFiveTimes() throws Exception {
    between(
        1_000,
        2_500,
        "select count(*) from customers where id not in (select customer_id from orders)");
    // All of them fit into one result.
    between(
        500,
        1_000,
        "select count(*) from (select from orders group by customer_id having count(*) > 5) often");
  }

  @Test
  void theSegmentsOrderForVeryDifferentAmounts() throws Exception {
    assertEquals(
        List.of("consumer", "small business", "enterprise"),
        shop.rows(
            """
            select segment from orders join customers on customers.id = customer_id
            group by segment order by avg(total_amount)
            """));
    assertEquals(
        0,
        shop.number(
            """
            select count(*) from (
              select avg(total_amount) / lag(avg(total_amount)) over (order by avg(total_amount))
                as times
              from orders join customers on customers.id = customer_id group by segment) segments
            where times < 2
            """));
  }

  @Test
  void everyStatusOccursAndOldOrdersAreMostlyDelivered() throws Exception {
    assertEquals(6, shop.number("select count(distinct status) from orders"));
    between(
        80, 95, "select 100 * count(*) filter (where status = 'delivered') / count(*) from orders");
    assertEquals(
        0,
        shop.number(
            "select count(*) from orders where status in ('pending', 'paid', 'cancelled')"
                + " and shipped_at is not null and id % 6000 <> 1234"));
  }

  @Test
  void onlyProductsThatWereForSaleWereSold() throws Exception {
    assertEquals(
        0,
        shop.number(
            """
            select count(*) from order_items
            join orders on orders.id = order_id join products on products.id = product_id
            where discontinued_at < ordered_at or released_on > ordered_at
            """));
    between(10, 60, "select count(*) from products where discontinued_at is not null");
    assertEquals(
        "200|8|200",
        shop.value(
            "select count(*), count(distinct category), count(distinct name) from products"));
  }

  @Test
  void ordersHaveTheirPlantedProblems() throws Exception {
    between(5, 20, "select count(*) from orders where shipped_at < ordered_at");
    between(5, 20, "select count(*) from orders where status = 'delivered' and shipped_at is null");
    between(1, 10, "select count(*) from products where cost > price");
    between(1, 10, "select count(*) from products where cost is null");
  }

  @Test
  void usersHaveTheirPlantedProblems() throws Exception {
    assertEquals(2_000, shop.number("select count(*) from users"));
    between(40, 100, "select count(*) from users where email is null");
    between(1, 20, "select count(*) from users where email is not null and trim(email) = ''");
    between(5, 20, "select count(*) from users where trim(email) <> '' and email not like '%@%'");
    between(
        10,
        40,
        """
        select count(*) from (
          select from users where email like '%@%'
          group by lower(email) having count(distinct email) > 1) twice
        """);
    between(5, 40, "select count(*) from users where trim(full_name) = ''");
    between(
        5,
        40,
        "select count(*) from users where full_name <> trim(full_name) and trim(full_name) <> ''");
    between(5, 40, "select count(*) from users where age <= 0 or age > 120");
    between(100, 800, "select count(*) from users where age is null");
    between(3, 20, "select count(*) from users where created_at > '2026-03-18 00:00Z'");
    between(5, 40, "select count(*) from users where last_login_at < created_at");
    between(
        4,
        6,
        """
        select count(distinct country) from users
        where country in ('Germany', 'germany', 'DE', 'Deutschland', 'Germany ')
        """);
    between(10, 60, "select count(*) from users where status <> lower(status)");
    between(5, 40, "select count(*) from users where phone = '000-000-0000'");
    assertEquals(
        0,
        shop.number(
            "select count(*) from users where email like '%@%'"
                + " and lower(email) !~ '@example[.](com|net|org)$'"));
  }

  @Test
  void salesGrowFromYearToYear() throws Exception {
    assertEquals(
        "t|t",
        shop.value(
            """
            select this > last, last > before_last
            from (select
              sum(units) filter (where sale_date > day - 365) as this,
              sum(units) filter (where sale_date > day - 730 and sale_date <= day - 365) as last,
              sum(units) filter (where sale_date > day - 1095 and sale_date <= day - 730)
                as before_last
              from sales, (select max(sale_date) as day from sales) today) years
            """));
    assertEquals(
        List.of("Books"),
        shop.rows(
            """
            select category
            from sales, (select max(sale_date) as day from sales) today
            group by category
            having sum(units) filter (where sale_date > day - 365)
              < sum(units) filter (where sale_date between day - 1094 and day - 730)
            """));
    assertEquals(
        "Asia Pacific",
        shop.value(
            """
            select region
            from sales, (select max(sale_date) as day from sales) today
            group by region
            order by sum(units) filter (where sale_date > day - 365)::numeric
              / sum(units) filter (where sale_date between day - 1094 and day - 730) desc
            """));
  }

  @Test
  void salesFollowTheWeekAndTheSeason() throws Exception {
    assertEquals(
        List.of("online|Monday|Saturday", "store|Saturday|Sunday"),
        shop.rows(
            """
            select channel, trim((array_agg(weekday order by units desc))[1]),
              trim((array_agg(weekday order by units))[1])
            from (select channel, to_char(sale_date, 'Day') as weekday, sum(units) as units
              from sales group by 1, 2) days
            group by channel order by channel
            """));
    assertEquals(
        List.of("12", "12", "12"),
        shop.rows(
            """
            select distinct on (year) month
            from (select extract(year from sale_date) as year, extract(month from sale_date) as month,
              sum(revenue) as revenue from sales group by 1, 2) months
            where year < 2026 order by year, revenue desc
            """));
    assertEquals(
        "5",
        shop.value(
            """
            select extract(month from sale_date) from sales where category = 'Garden'
            group by 1 order by avg(units) desc
            """));
  }

  @Test
  void onlineSalesHaveOneCampaignAndOneOutage() throws Exception {
    // Against the same weekday a week before and a week after.
    String against =
        """
        with days as (
          select sale_date, sum(units)::numeric as units from sales where channel = '%s' group by 1),
        compared as (
          select sale_date, units / least(
            lag(units, 7) over (order by sale_date), lead(units, 7) over (order by sale_date)) as low,
            units / greatest(
            lag(units, 7) over (order by sale_date), lead(units, 7) over (order by sale_date)) as high
          from days)
        """;
    assertEquals(
        "2025-11-10|2025-11-16|7",
        shop.value(
            against.formatted("online")
                + "select min(sale_date), max(sale_date), count(*) from compared where high >"
                + " 1.7"));
    assertEquals(
        "2026-01-15|2026-01-16|2",
        shop.value(
            against.formatted("online")
                + "select min(sale_date), max(sale_date), count(*) from compared where low < 0.2"));
    assertEquals(
        0,
        shop.number(
            against.formatted("store")
                + "select count(*) from compared where high > 1.7 or low < 0.2"));
  }

  @Test
  void theViewLeavesOutCancelledAndRefundedOrders() throws Exception {
    assertEquals(
        shop.value(
            "select count(*), sum(total_amount) from orders"
                + " where status not in ('cancelled', 'refunded')"),
        shop.value("select sum(orders), sum(revenue) from monthly_revenue"));
    assertEquals(37, shop.number("select count(*) from monthly_revenue"));
  }

  private static void between(long least, long most, String sql) throws SQLException {
    long number = shop.number(sql);
    assertTrue(number >= least && number <= most, () -> number + " for " + sql);
  }
}
