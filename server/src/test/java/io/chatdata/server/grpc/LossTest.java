package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ListValue;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.planner.TestingShop;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.GetResultResponse;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing is lost between a database, a model and a person: of a model that answers with a known
 * statement, its next request, the events and the stored result have the rows that the statement
 * has by itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LossTest {
  private static final List<Asked> ASKED = read();
  private static final Map<String, ZoneId> ZONES =
      Map.of(
          "shop", ZoneId.of("UTC"),
          "freight", ZoneId.of("America/New_York"),
          "clinic", ZoneId.of("Asia/Kolkata"));

  private final Map<String, TestingDatabase> databases =
      Map.of(
          "shop", TestingShop.database(),
          "freight", TestingPostgres.create().run(file("freight.sql")).grant("public"),
          "clinic", TestingPostgres.create().run(file("clinic.sql")).grant("care"));
  private final TestingModelServer models = new TestingModelServer();
  private final TestingServer server =
      TestingServer.startWith(
          databases.entrySet().stream()
              .map(database -> connection(database.getKey(), database.getValue()))
              .toList(),
          Arrays.stream(TestingBrand.values())
              .map(brand -> models.provider(brand.wire, brand.id))
              .toArray(Provider[]::new));

  record Asked(int number, String connection, String sql) {
    /** Each is asked by one of the protocols. */
    TestingBrand brand() {
      List<TestingBrand> brands = List.of(TestingBrand.values());
      return brands.get(number % brands.size());
    }
  }

  @AfterAll
  void close() {
    server.close();
    models.close();
  }

  @Test
  void thereAreAHundredStatementsOverThreeConnections() {
    assertEquals(100, ASKED.size());
    assertEquals(3, ASKED.stream().map(Asked::connection).distinct().count());
  }

  static List<Asked> asked() {
    return ASKED;
  }

  @ParameterizedTest
  @MethodSource("asked")
  void theRowsThatAModelGetsAndAPersonSeesAreTheStatements(Asked asked) throws SQLException {
    models.answer(
        TestingDelivery.of(
            TestingReply.saying().calling("a", "run_query", Json.object().put("sql", asked.sql()))),
        TestingDelivery.of(TestingReply.saying("There they are.")));
    String conversation =
        server.conversation(asked.brand().id, asked.brand().model, asked.connection()).getId();

    ToolResult result =
        server.ask(conversation, "Statement " + asked.number()).stream()
            .filter(ChatEvent::hasToolResult)
            .findFirst()
            .orElseThrow()
            .getToolResult();

    assertTrue(result.hasRunQuery(), result::toString);
    QueryResult shown = result.getRunQuery();
    List<ListValue> expected = direct(asked);
    assertEquals(expected.size(), shown.getRowCount());
    assertTrue(shown.getRowsCount() == Math.min(50, expected.size()) || isLarge(shown));
    assertEquals(expected.subList(0, shown.getRowsCount()), shown.getRowsList());
    assertEquals(expected, stored(shown.getResultId()));
    JsonNode told = told(asked.brand().wire, models.requests().getLast().body());
    assertEquals(expected.size(), told.path("row_count").intValue());
    JsonNode preview = told.has("rows") ? told.path("rows") : Json.MAPPER.createArrayNode();
    assertEquals(
        expected.subList(0, preview.size()), preview.valueStream().map(DirectRows::row).toList());
    assertEquals(
        preview.size() == expected.size()
            ? ""
            : "A preview: the first %d of %d rows.".formatted(preview.size(), expected.size()),
        told.path("note").asText());
    assertTrue(preview.size() >= Math.min(10, expected.size()), told.toString());
    assertEquals(List.of(DirectRows.row(preview)), kept(shown.getResultId()));
  }

  /** The rows of the message that the conversation's history has of it. */
  private List<ListValue> kept(String resultId) {
    return server
        .storeDatabase
        .query(
            """
            select coalesce(tool_output -> 'rows', '[]') from chat_messages
            where tool_output ->> 'result_id' = '%s'
            """
                .formatted(resultId))
        .stream()
        .map(row -> DirectRows.row(Json.parse(String.valueOf(row.getFirst()))))
        .toList();
  }

  private static boolean isLarge(QueryResult shown) {
    return shown.getSerializedSize() > 60_000;
  }

  private List<ListValue> direct(Asked asked) throws SQLException {
    ZoneId zone = Objects.requireNonNull(ZONES.get(asked.connection()));
    TestingDatabase database = Objects.requireNonNull(databases.get(asked.connection()));
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("SET TIME ZONE '%s'".formatted(zone));
      List<ListValue> all = DirectRows.of(connection, asked.sql(), zone);
      return all.subList(0, Math.min(1000, all.size()));
    }
  }

  private List<ListValue> stored(String resultId) {
    List<ListValue> rows = new ArrayList<>();
    String token = "";
    do {
      GetResultResponse page =
          server.chat.getResult(
              GetResultRequest.newBuilder().setResultId(resultId).setPageToken(token).build());
      rows.addAll(page.getResult().getRowsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return rows;
  }

  /** What the model's request says of its call: a text of JSON, wherever the protocol has it. */
  private static JsonNode told(ProviderConfig.Wire wire, JsonNode request) {
    JsonNode output =
        switch (wire) {
          case OPENAI -> last(request.path("messages")).path("content");
          case ANTHROPIC -> last(request.path("messages")).at("/content/0/content");
          case GOOGLE ->
              last(request.path("contents")).at("/parts/0/functionResponse/response/response");
        };
    assertTrue(output.isTextual(), request::toString);
    return Json.parse(output.textValue());
  }

  private static JsonNode last(JsonNode list) {
    return list.path(list.size() - 1);
  }

  private static ConnectionConfig connection(String id, TestingDatabase database) {
    return new ConnectionConfig(
        id,
        id,
        "",
        "",
        TestingConfig.of(database.url())
            .id(id)
            .zone(Objects.requireNonNull(ZONES.get(id)).getId())
            .build());
  }

  /** The statements of the file, one a line, below the connection that they are for. */
  private static List<Asked> read() {
    List<Asked> all = new ArrayList<>();
    String connection = "";
    for (String line : file("statements.sql").lines().toList()) {
      if (line.startsWith("-- connection ")) {
        connection = line.substring("-- connection ".length());
      } else if (!line.isBlank()) {
        all.add(new Asked(all.size() + 1, connection, line));
      }
    }
    return all;
  }

  private static String file(String name) {
    try (InputStream file = LossTest.class.getResourceAsStream("loss/" + name)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
