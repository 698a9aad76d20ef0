package io.chatdata.server.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.QueryResult;
import io.chatdata.server.sql.SqlNames;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.sql.TestingPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsTest {
  private final TestingPostgres.TestingDatabase shop = TestingPostgres.create();
  private final TestingPostgres.TestingDatabase other = TestingPostgres.create();
  private final TestingTools tools =
      new TestingTools(
          TestingConfig.of(shop.url()).build(),
          TestingConfig.of(other.url()).id("other").schemas("stock").build());

  @BeforeAll
  void prepare() {
    shop.run(
        """
        CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, segment text);
        COMMENT ON TABLE customers IS 'Who buys';
        CREATE TABLE orders (id int8 PRIMARY KEY, customer_id int REFERENCES customers, total numeric);
        CREATE VIEW big_orders AS SELECT * FROM orders WHERE total > 100;
        INSERT INTO customers SELECT g, 'Name ' || g, CASE WHEN mod(g, 2) = 0 THEN 'retail' END
          FROM generate_series(1, 200) g;
        INSERT INTO orders SELECT g, mod(g, 200) + 1, g FROM generate_series(1, 3000) g;
        CREATE TABLE pages AS
          SELECT g AS id, repeat('x', 100) AS filler FROM generate_series(1, 300000) g;
        CREATE TABLE emptied AS SELECT g AS id FROM generate_series(1, 300000) g;
        ANALYZE;
        DELETE FROM emptied WHERE id <> 299999;
        CREATE SCHEMA %1$s;
        CREATE TABLE %2$s ("order" int, "a""b" text, "number" int, "all" int);
        INSERT INTO %2$s VALUES (1, 'x', 2, 3);
        """
            .formatted(
                SqlNames.quote("odd \"schema\""),
                SqlNames.quote("odd \"schema\"", "select\nfrom 😀")));
    shop.grant("public").grant("odd \"schema\"");
    other.run(
        """
        CREATE SCHEMA stock; CREATE TABLE stock.orders (item text);
        INSERT INTO stock.orders VALUES ('of the other database');
        CREATE TABLE public.hidden (x int);
        """);
    other.grant("stock").grant("public");
  }

  @AfterAll
  void close() {
    tools.close();
  }

  @Test
  void everyToolHasASchemaOfItsArguments() {
    List<ToolSpec> specs = tools.tools.specs();
    assertEquals(
        List.of(
            "list_connections",
            "list_schemas",
            "list_tables",
            "get_table_info",
            "sample_rows",
            "profile_table",
            "run_query",
            "create_chart"),
        specs.stream().map(ToolSpec::name).toList());
    JsonNode query = specs.get(6).parameters();
    assertEquals(
        List.of("connection_id", "sql", "limit", "timeout"),
        query.path("properties").propertyStream().map(java.util.Map.Entry::getKey).toList());
    assertEquals(List.of("sql"), TestingTools.texts(query.path("required")));
    assertEquals(1000, query.at("/properties/limit/maximum").asInt());
    assertFalse(query.path("additionalProperties").asBoolean(true));
    for (ToolSpec spec : specs) {
      assertFalse(spec.description().isBlank());
      spec.parameters()
          .path("properties")
          .forEach(property -> assertFalse(property.path("description").asText().isBlank()));
    }
  }

  @Test
  void connectionsAreListedWithWhatIsKnownOfThem() {
    var outcome = (ToolOutcome.Connections) tools.run("list_connections", "{}");
    ConnectionInfo first = outcome.connections().getFirst();
    assertEquals("shop", first.id());
    assertEquals(shop.name(), first.database());
    assertEquals(ConnectionInfo.ReadOnlyState.VERIFIED, first.readOnlyState());
    assertEquals(List.of(), first.warnings());
    assertEquals(List.of("stock"), outcome.connections().getLast().schemas());
  }

  @Test
  void schemasComeWithTheirTables() {
    var outcome = (ToolOutcome.Schemas) tools.run("list_schemas", "{}");
    assertEquals("shop", outcome.connectionId());
    assertEquals(
        List.of(
            new ToolOutcome.SchemaSummary("odd \"schema\"", "", 1),
            new ToolOutcome.SchemaSummary("public", "", 5)),
        outcome.schemas().stream()
            .map(s -> new ToolOutcome.SchemaSummary(s.name(), "", s.tableCount()))
            .toList());
    var limited = (ToolOutcome.Schemas) tools.run("list_schemas", "{'connection_id': 'other'}");
    assertEquals(
        List.of("stock"), limited.schemas().stream().map(ToolOutcome.SchemaSummary::name).toList());
  }

  @Test
  void tablesAreFilteredAndPaged() {
    var all = (ToolOutcome.Tables) tools.run("list_tables", "{'schema': 'public'}");
    assertEquals(List.of("big_orders", "customers", "emptied", "orders", "pages"), names(all));
    assertEquals(5, all.totalCount());
    assertEquals("", all.nextPageToken());
    assertEquals(200, all.tables().get(1).estimatedRows());
    assertEquals("Who buys", all.tables().get(1).comment());

    var first =
        (ToolOutcome.Tables) tools.run("list_tables", "{'name_contains': 'ORDER', 'page_size': 1}");
    assertEquals(List.of("big_orders"), names(first));
    assertEquals(2, first.totalCount());
    String token = first.nextPageToken();
    var second =
        (ToolOutcome.Tables)
            tools.run(
                "list_tables",
                "{'name_contains': 'order', 'page_size': 1, 'page_token': '%s'}".formatted(token));
    assertEquals(List.of("orders"), names(second));
    assertEquals("", second.nextPageToken());

    for (String arguments :
        List.of(
            "{'name_contains': 'custom', 'page_token': '%s'}".formatted(token),
            "{'page_token': 'elsewhere'}")) {
      var e = assertThrows(ChatdataException.class, () -> tools.run("list_tables", arguments));
      assertEquals(Reason.INVALID_PAGE_TOKEN, e.reason());
    }
  }

  @Test
  void aTableIsDescribedWithItsKeysInBothDirections() {
    var customers = (ToolOutcome.Structure) tools.run("get_table_info", "{'table': 'customers'}");
    assertEquals(List.of("id"), customers.table().primaryKey());
    assertEquals("orders", customers.table().referencedBy().getFirst().table());
    JsonNode preview = tools.call("get_table_info", "{'table': 'orders'}").modelOutput();
    assertEquals(
        List.of("public.orders (customer_id) -> public.customers (id)"),
        TestingTools.texts(preview.path("foreign_keys")));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "get_table_info | {'table': 'order'} | TABLE_NOT_FOUND | Schema 'public' has no table"
            + " 'order'; did you mean 'orders'?",
        "get_table_info | {'table': 'nothing'} | TABLE_NOT_FOUND | Schema 'public' has no table"
            + " 'nothing'; it has: big_orders, customers, emptied, orders, pages",
        "sample_rows | {'table': 'public.orders'} | TABLE_NOT_FOUND | Schema 'public' has no table"
            + " 'public.orders'; did you mean table 'orders' of the schema 'public'?",
        "get_table_info | {'table': 'orders', 'schema': 'publik'} | SCHEMA_NOT_FOUND | Connection"
            + " 'shop' has no schema 'publik'; it has: odd \"schema\", public",
        "get_table_info | {'table': 'hidden', 'connection_id': 'other'} | TABLE_NOT_FOUND | Schema"
            + " 'public' has no table 'hidden'; it has: none",
        "profile_table | {'table': 'orders', 'columns': ['totl']} | COLUMN_NOT_FOUND | Table"
            + " 'public.orders' has no column 'totl'; did you mean 'total'?",
        "list_tables | {'connection_id': 'nope'} | UNKNOWN_CONNECTION | Unknown connection 'nope';"
            + " valid ones: shop, other",
        "run_query | {} | INVALID_TOOL_CALL | run_query needs the argument sql",
        "run_query | {'sql': 5} | INVALID_TOOL_CALL | run_query can't take 5 as sql; it must be a"
            + " text",
        "run_query | {'sql': 'SELECT 1', 'limit': 5000} | INVALID_TOOL_CALL | run_query can't take"
            + " 5000 as limit; the most is 1000",
        "run_query | {'sql': 'SELECT 1', 'limit': -1} | INVALID_TOOL_CALL | run_query can't take -1"
            + " as limit; the least is 1",
        "run_query | {'sql': 'SELECT 1', 'limit': 1.5} | INVALID_TOOL_CALL | run_query can't take"
            + " 1.5 as limit; it must be a whole number up to 1000",
        "run_query | {'sql': 'SELECT 1', 'timeout': '1m'} | INVALID_TOOL_CALL | run_query can't"
            + " take \"1m\" as timeout; it must be a number of seconds, such as \"10s\"",
        "run_query | {'sql': 'SELECT 1', 'timeout': 31} | INVALID_TOOL_CALL | run_query can't take"
            + " 31 as timeout; the most is 30s",
        "run_query | {'sql': 'SELECT 1', 'rows': 5} | INVALID_TOOL_CALL | run_query has no argument"
            + " 'rows'; it has: connection_id, sql, limit, timeout",
        "profile_table | {'table': 'orders', 'columns': 'id'} | INVALID_TOOL_CALL | profile_table"
            + " can't take \"id\" as columns; it must be a list of texts",
        "list_connections | {'x': 1} | INVALID_TOOL_CALL | list_connections has no argument 'x'; it"
            + " takes none",
        "run_query | ['SELECT 1'] | INVALID_TOOL_CALL | run_query takes its arguments as a JSON"
            + " object",
        "drop_table | {} | INVALID_TOOL_CALL | There is no tool 'drop_table'; there are:"
            + " list_connections, list_schemas, list_tables, get_table_info, sample_rows,"
            + " profile_table, run_query, create_chart",
      })
  void aWrongCallSaysWhatIsValid(String tool, String arguments, Reason reason, String message) {
    ToolOutcome.Failure failure = tools.failure(tool, arguments);
    assertEquals(message, failure.message());
    assertEquals(reason, failure.reason());
    JsonNode told = tools.call(tool, arguments).modelOutput();
    assertEquals(message, told.at("/error/message").asText());
    assertEquals(reason.name(), told.at("/error/reason").asText());
  }

  @Test
  void argumentsMayBeLeftOutNullEmptyOrZero() {
    QueryResult result =
        query(
            "{'sql': 'SELECT id FROM orders ORDER BY id', 'limit': 0, 'timeout': null,"
                + " 'connection_id': ''}");
    assertEquals(1000, result.rows().size());
    assertTrue(result.truncated());
    assertEquals(
        5, query("{'sql': 'SELECT id FROM orders', 'limit': 5, 'timeout': '1.5s'}").rows().size());
    assertEquals(
        5, query("{'sql': 'SELECT id FROM orders', 'limit': 5.0, 'timeout': 10}").rows().size());
  }

  @Test
  void theIdDefaultMeansTheFirstConnectionWhereNoneIsCalledSo() {
    assertEquals("shop", tools.connections.resolve(""));
    assertEquals("shop", tools.connections.resolve("default"));
    assertEquals("other", tools.connections.resolve("other"));
    var inOther =
        (ToolOutcome.Query)
            tools.tools.run(
                "run_query",
                TestingTools.json("{'sql': 'SELECT item FROM orders'}"),
                new ToolContext("other", null, new io.chatdata.server.base.Cancellation()));
    assertEquals(List.of(List.of("of the other database")), inOther.result().result().rows());
    assertEquals("other", inOther.result().connectionId());
  }

  @Test
  void aStatementThatFailsIsAFailureWithItsPlaceAndReceipt() {
    ToolOutcome.Failure failure =
        tools.failure("run_query", "{'sql': 'SELECT name + 1 FROM customers'}");
    assertEquals(Reason.STATEMENT_FAILED, failure.reason());
    assertEquals("42883", failure.sqlstate());
    assertEquals(13, failure.position());
    assertTrue(failure.message().contains("text + integer"), failure.message());
    assertEquals("42883", Objects.requireNonNull(failure.receipt()).sqlstate());
    ToolOutcome.Failure unknown =
        tools.failure("run_query", "{'sql': 'SELECT nam FROM customers'}");
    assertEquals(Reason.STATEMENT_REFUSED, unknown.reason());
    assertEquals(8, unknown.position());
    assertTrue(unknown.message().contains("name"), unknown.message());
    JsonNode told = tools.call("run_query", "{'sql': 'DELETE FROM customers'}").modelOutput();
    assertEquals("STATEMENT_REFUSED", told.at("/error/reason").asText());
  }

  @Test
  void aSampleIsSpreadOverTheTableAndTheSameEachTime() {
    List<Integer> ids = ids(sample("{'table': 'customers'}"));
    assertEquals(IntStream.rangeClosed(1, 10).mapToObj(i -> i * 20).toList(), ids);
    assertEquals(ids, ids(sample("{'table': 'customers', 'limit': 10}")));
    assertEquals(200, sample("{'table': 'customers', 'limit': 1000}").rows().size());
  }

  @Test
  void aSampleOfALargeTableReadsSomePagesOnly() {
    QueryResult sample = sample("{'table': 'pages', 'limit': 20}");
    List<Integer> ids = ids(sample);
    assertEquals(20, ids.size());
    assertTrue(sample.sql().contains("tablesample"), sample.sql());
    assertTrue(ids.getLast() - ids.getFirst() > 100_000, ids.toString());
    assertEquals(ids, ids(sample("{'table': 'pages', 'limit': 20}")));
  }

  @Test
  void aSampleFindsRowsWhereTheChosenPagesHaveNone() {
    assertEquals(List.of(299_999), ids(sample("{'table': 'emptied'}")));
    var profile = (ToolOutcome.Profile) tools.run("profile_table", "{'table': 'emptied'}");
    assertEquals(1, profile.profile().rowsProfiled());
  }

  @Test
  void aConnectionsOwnLimitOfRowsHoldsWhateverIsAskedFor() {
    try (var limited =
        new TestingTools(TestingConfig.of(shop.url()).limits(7, Duration.ofSeconds(30)).build())) {
      var query =
          (ToolOutcome.Query)
              limited.run("run_query", "{'sql': 'SELECT * FROM orders', 'limit': 900}");
      assertEquals(7, query.result().result().rows().size());
      assertTrue(query.result().result().truncated());
      var sample =
          (ToolOutcome.Sample) limited.run("sample_rows", "{'table': 'orders', 'limit': 900}");
      assertEquals(7, sample.result().result().rows().size());
    }
  }

  @Test
  void aConnectionsOwnLimitOfTimeHoldsWhateverIsAskedFor() {
    try (var limited =
        new TestingTools(
            TestingConfig.of(shop.url()).limits(1000, Duration.ofMillis(200)).build())) {
      ToolOutcome.Failure slow =
          limited.failure(
              "run_query",
              "{'sql': 'SELECT count(*) FROM generate_series(1, 99999) a, generate_series(1, 99999)"
                  + " b', 'timeout': '9s'}");
      assertEquals(Reason.STATEMENT_TIMEOUT, slow.reason());
      assertTrue(slow.message().contains("took over 200 ms"), slow.message());
    }
  }

  @Test
  void namesWithQuotesNewlinesAndKeywordsAreQuotedRight() {
    String arguments =
        Json.object().put("schema", "odd \"schema\"").put("table", "select\nfrom 😀").toString();
    var sample =
        (ToolOutcome.Sample)
            tools.tools.run("sample_rows", Json.parse(arguments), TestingTools.direct());
    assertEquals(List.of(List.of(1, "x", 2, 3)), sample.result().result().rows());
    assertEquals(
        List.of("order", "a\"b", "number", "all"),
        sample.result().result().columns().stream().map(c -> c.name()).toList());
    var profile =
        (ToolOutcome.Profile)
            tools.tools.run("profile_table", Json.parse(arguments), TestingTools.direct());
    assertEquals(1, profile.profile().rowsProfiled());
    assertEquals(1, profile.profile().columns().getFirst().min());
  }

  @Test
  void twoDatabasesWithTheSameNamesAreNotMixed() {
    var here = (ToolOutcome.Sample) tools.run("sample_rows", "{'table': 'orders', 'limit': 1}");
    var there =
        (ToolOutcome.Sample)
            tools.run("sample_rows", "{'table': 'orders', 'connection_id': 'other'}");
    assertEquals(3, here.result().result().columns().size());
    assertEquals(List.of(List.of("of the other database")), there.result().result().rows());
  }

  private QueryResult query(String arguments) {
    return ((ToolOutcome.Query) tools.run("run_query", arguments)).result().result();
  }

  private QueryResult sample(String arguments) {
    return ((ToolOutcome.Sample) tools.run("sample_rows", arguments)).result().result();
  }

  private static List<Integer> ids(QueryResult result) {
    return result.rows().stream().map(row -> (Integer) row.getFirst()).toList();
  }

  private static List<String> names(ToolOutcome.Tables tables) {
    return tables.tables().stream().map(Catalog.Table::name).toList();
  }
}
