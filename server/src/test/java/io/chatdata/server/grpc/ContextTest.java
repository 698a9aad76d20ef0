package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.llm.TestingWireCheck;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model is asked with, and what happens when that is too long for it. */
class ContextTest {
  private static final String LONG_ROWS =
      "{'sql': 'select repeat(name, 200) from pets order by id limit 40'}";

  @ParameterizedTest
  @CsvSource({"OPENAI, openai, gpt-4.1", "ANTHROPIC, anthropic, claude-haiku-4-5"})
  void whatIsTooLongIsAskedOnceMoreWithShorterResults(
      ProviderConfig.Wire wire, String provider, String model) {
    try (var models = new TestingModelServer();
        TestingServer server = TestingServer.start(models.provider(wire, provider))) {
      models.answer(
          TestingDelivery.of(TestingReply.saying().calling("a", "run_query", LONG_ROWS)),
          tooLong(),
          TestingDelivery.of(TestingReply.saying("Done.")));

      List<ChatEvent> events = ask(server, provider, model);

      assertEquals("Done.", TestingServer.text(events));
      assertEquals(
          TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
      String refused = Json.write(models.requests().get(1).body());
      String shorter = Json.write(models.requests().get(2).body());
      assertTrue(shorter.contains("shortened_from_characters"), shorter);
      assertTrue(shorter.length() < refused.length());
      models.requests().forEach(request -> TestingWireCheck.check(wire, request.body()));
    }
  }

  @ParameterizedTest
  @CsvSource({"OPENAI, openai, gpt-4.1", "ANTHROPIC, anthropic, claude-haiku-4-5"})
  void whatStaysTooLongEndsWithTheWayOut(ProviderConfig.Wire wire, String provider, String model) {
    try (var models = new TestingModelServer();
        TestingServer server = TestingServer.start(models.provider(wire, provider))) {
      models.answer(tooLong(), tooLong());

      TurnFinished finished = ask(server, provider, model).getLast().getTurnFinished();

      assertEquals(TurnStatus.TURN_STATUS_FAILED, finished.getStatus());
      assertTrue(
          finished.getError().getMessage().contains("Start a new conversation"),
          finished.getError().getMessage());
      assertEquals(2, models.requests().size());
    }
  }

  @ParameterizedTest
  @CsvSource({"OPENAI, openai, gpt-4.1", "ANTHROPIC, anthropic, claude-haiku-4-5"})
  void theModelIsToldTheTables(ProviderConfig.Wire wire, String provider, String model) {
    try (var models = new TestingModelServer();
        TestingServer server = TestingServer.start(models.provider(wire, provider))) {
      models.answer(TestingDelivery.of(TestingReply.saying("Hello.")));

      List<ChatEvent> _ = ask(server, provider, model);

      String asked = Json.write(models.requests().getFirst().body());
      assertTrue(asked.contains("pets(id integer pk, name text, born date)"), asked);
    }
  }

  @Test
  void tablesAndConversationShareTheContextOfASmallModel() {
    TestingDatabase data =
        TestingPostgres.create()
            .run(
                """
                DO $$ BEGIN FOR n IN 1..200 LOOP
                  EXECUTE format('CREATE TABLE store_%s (id int, customer text, opened date)', n);
                END LOOP; END $$
                """)
            .grant("public");
    try (var models = new TestingModelServer();
        TestingServer server =
            TestingServer.startOn(
                TestingPostgres.create(),
                data,
                models.provider(ProviderConfig.Wire.OPENAI, "openai"))) {
      String conversation = server.conversation("openai", "gpt-4").getId();
      for (int n = 0; n < 6; n++) {
        models.answer(TestingDelivery.of(TestingReply.saying("x".repeat(4000))));
        List<ChatEvent> _ = server.ask(conversation, "Which stores opened?");
      }
      models.answer(tooLong(), TestingDelivery.of(TestingReply.saying("Done.")));
      List<ChatEvent> _ = server.ask(conversation, "Which stores opened?");

      JsonNode first = models.requests().getFirst().body();
      JsonNode last = models.requests().get(6).body();
      JsonNode shorter = models.requests().get(7).body();
      // 8,192 tokens at about four characters, of which half is for the answer and its calls.
      assertTrue(length(last) <= 16_384, last.toString());
      assertTrue(last.path("messages").size() > 3, "some of the conversation is in it");
      assertTrue(tables(first) > 10 && tables(first) < 100, first.toString());
      assertTrue(tables(shorter) < tables(last), "fewer tables");
      assertTrue(shorter.path("messages").size() < last.path("messages").size(), "fewer turns");
    }
  }

  @Test
  void ofTenThousandTablesAModelIsToldABoundedPartWithThoseOfTheQuestion() {
    TestingDatabase data = TestingPostgres.create();
    data.run(
        """
        GRANT USAGE ON SCHEMA public TO %1$s;
        ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO %1$s
        """
            .formatted(data.reader()));
    for (int first = 0; first < 10_000; first += 2000) {
      data.run(
          """
          DO $$ BEGIN FOR n IN %d..%d LOOP
            EXECUTE format('CREATE TABLE part_%%s (id int, a%%1$s int, b int, c int, d int)', n);
          END LOOP; END $$
          """
              .formatted(first, first + 1999));
    }
    try (var models = new TestingModelServer();
        TestingServer server =
            TestingServer.startOn(
                TestingPostgres.create(),
                data,
                models.provider(ProviderConfig.Wire.OPENAI, "openai"),
                models.provider(ProviderConfig.Wire.ANTHROPIC, "anthropic"))) {
      isToldABoundedPart(models, server, "openai", "gpt-4.1", "/messages/0/content");
      isToldABoundedPart(models, server, "anthropic", "claude-haiku-4-5", "/system/0/text");
    }
  }

  private static void isToldABoundedPart(
      TestingModelServer models, TestingServer server, String provider, String model, String at) {
    int before = models.requests().size();
    models.answer(
        TestingDelivery.of(
            TestingReply.saying()
                .calling("a", "list_tables", "{}")
                .calling("b", "list_schemas", "{}")
                .calling("c", "list_tables", "{'name_contains': 'part_7'}")),
        TestingDelivery.of(TestingReply.saying("Done.")));

    String conversation = server.conversation(provider, model).getId();
    List<ChatEvent> events = server.ask(conversation, "What is the a7777 of part 7777?");

    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
    JsonNode first = models.requests().get(before).body();
    String instructions = first.at(at).asText();
    assertTrue(instructions.contains("\npart_7777(id integer, a7777 integer"), instructions);
    assertTrue(
        instructions.contains("of its 10000 tables are not named here. list_tables"), instructions);
    // 4,000 tokens of tables at about three characters, and what else it is told.
    assertTrue(instructions.length() < 12_000 + 3_000, instructions);
    // Three results, each of 8 KiB at most.
    assertTrue(length(models.requests().getLast().body()) - length(first) < 3 * 10_000);
  }

  /** Of all but the tools' descriptions, which are the same each time. */
  private static int length(JsonNode request) {
    return Json.write(request.path("messages")).length();
  }

  private static long tables(JsonNode request) {
    String instructions = request.at("/messages/0/content").asText();
    return instructions.lines().filter(line -> line.startsWith("store_")).count();
  }

  private static TestingDelivery tooLong() {
    return TestingDelivery.status(
        400,
        "{\"error\": {\"type\": \"invalid_request_error\", \"message\": \"prompt is too long:"
            + " 210000 tokens > 200000 maximum\"}}");
  }

  private static List<ChatEvent> ask(TestingServer server, String provider, String model) {
    return server.ask(server.conversation(provider, model).getId(), "What is there?");
  }
}
