package io.chatdata.server.grpc;

import com.google.protobuf.Duration;
import io.chatdata.v1.ChartMark;
import io.chatdata.v1.ChartSpec;
import io.chatdata.v1.CreateChartRequest;
import io.chatdata.v1.GetTableInfoRequest;
import io.chatdata.v1.ListSchemasRequest;
import io.chatdata.v1.ListTablesRequest;
import io.chatdata.v1.ProfileTableRequest;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.SampleRowsRequest;
import io.chatdata.v1.SuggestQuestionsRequest;
import io.grpc.Status.Code;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** The tools without a model refuse what they can't take or don't find. */
class BadToolInputTest {
  private static final String TOOL = "INVALID_TOOL_CALL";

  @SuppressWarnings("NullAway.Init")
  private static TestingServer server;

  private final TestingRefusals calls = new TestingRefusals();

  @BeforeAll
  static void start() {
    server = TestingServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> limitsAreTheContracts() {
    for (int size : List.of(-1, 1001)) {
      String value = Integer.toString(size);
      calls.invalid(TOOL, "page_size", value, () -> tables("data", size));
      calls.invalid(TOOL, "limit", value, () -> sample("pets", size));
      calls.invalid(TOOL, "limit", value, () -> query("select 1", size, 0));
    }
    calls.invalid(TOOL, "timeout", "31", () -> query("select 1", 1, 31));
    calls.invalid(TOOL, "timeout", "-1", () -> query("select 1", 1, -1));
    for (int limit : List.of(-1, 21)) {
      calls.invalid("INVALID_FIELD", "limit", Integer.toString(limit), () -> suggest(limit));
    }
    return calls.tests();
  }

  @TestFactory
  Stream<DynamicTest> whatIsMissingIsNamed() {
    calls.invalid(TOOL, "table", "needs the argument table", () -> info("", ""));
    calls.invalid(TOOL, "table", "needs the argument table", () -> sample("", 1));
    calls.invalid(TOOL, "table", "needs the argument table", () -> profile(""));
    calls.invalid(TOOL, "sql", "needs the argument sql", () -> query("", 0, 0));
    return calls.tests();
  }

  @TestFactory
  Stream<DynamicTest> whatIsNotThereIsNamedWithWhatIs() {
    String connection = "UNKNOWN_CONNECTION";
    for (String id : List.of("nope", "é".repeat(50_000))) {
      notThere(connection, "connection_id", "valid ones: data", () -> schemas(id));
      notThere(connection, "connection_id", "valid ones: data", () -> tables(id, 1));
    }
    notThere("SCHEMA_NOT_FOUND", "schema", "'s'; it has: public", () -> info("s", "pets"));
    notThere("TABLE_NOT_FOUND", "table", "did you mean 'pets'", () -> info("", "pet"));
    notThere("TABLE_NOT_FOUND", "table", "it has: pets", () -> sample("x".repeat(50_000), 1));
    notThere("COLUMN_NOT_FOUND", "columns", "it has: id, name", () -> profile("pets", "nope"));
    return calls.tests();
  }

  @TestFactory
  Stream<DynamicTest> aStatementThatMayNotRunOrFailsSaysWhyHoweverLongItIs() {
    for (int length : List.of(1, 60_000)) {
      String text = "x".repeat(length);
      refused("DELETE", "delete from pets where name = '%s'".formatted(text));
      refused("pg_sleep", "select pg_sleep(1), '%s'".formatted(text));
    }
    refused("DELETE", "delete from pets where name = '" + "é".repeat(30_000) + "'");
    calls.invalid("STATEMENT_FAILED", "", "division by zero", () -> query("select 1/0", 0, 0));
    return calls.tests();
  }

  @TestFactory
  Stream<DynamicTest> aChartThatCannotBeDrawnSaysWhy() {
    calls.invalid(TOOL, "result_id", "result_id", () -> chart(ChartSpec.newBuilder()));
    ChartSpec.Builder named = ChartSpec.newBuilder().setResultId("12").setX("a");
    calls.invalid(TOOL, "mark", "mark", () -> chart(named));
    calls.invalid(TOOL, "mark", "77", () -> chart(named.clone().setMarkValue(77)));
    ChartSpec.Builder bar = named.clone().setMark(ChartMark.CHART_MARK_BAR).addY("b");
    calls.invalid(TOOL, "result_id", "'12'", () -> chart(bar));
    String id = UUID.randomUUID().toString();
    notThere("RESULT_NOT_FOUND", "", id, () -> chart(bar.clone().setResultId(id)));
    return calls.tests();
  }

  private static void chart(ChartSpec.Builder chart) {
    server.data.createChart(CreateChartRequest.newBuilder().setChart(chart).build());
  }

  private void notThere(String reason, String field, String words, Executable call) {
    calls.refused(reason, Code.NOT_FOUND, field, words, call);
  }

  private void refused(String words, String sql) {
    calls.invalid("STATEMENT_REFUSED", "", words, () -> query(sql, 0, 0));
  }

  private static void schemas(String connection) {
    server.data.listSchemas(ListSchemasRequest.newBuilder().setConnectionId(connection).build());
  }

  private static void tables(String connection, int size) {
    server.data.listTables(
        ListTablesRequest.newBuilder().setConnectionId(connection).setPageSize(size).build());
  }

  private static void info(String schema, String table) {
    server.data.getTableInfo(
        GetTableInfoRequest.newBuilder().setSchema(schema).setTable(table).build());
  }

  private static void sample(String table, int limit) {
    server.data.sampleRows(SampleRowsRequest.newBuilder().setTable(table).setLimit(limit).build());
  }

  private static void profile(String table, String... columns) {
    server.data.profileTable(
        ProfileTableRequest.newBuilder().setTable(table).addAllColumns(List.of(columns)).build());
  }

  private static void query(String sql, int limit, int seconds) {
    server.data.runQuery(
        RunQueryRequest.newBuilder()
            .setSql(sql)
            .setLimit(limit)
            .setTimeout(Duration.newBuilder().setSeconds(seconds))
            .build());
  }

  private static void suggest(int limit) {
    server.data.suggestQuestions(SuggestQuestionsRequest.newBuilder().setLimit(limit).build());
  }
}
