package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.llm.TestingWireCheck;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.server.turn.TestingProvider;
import io.chatdata.server.turn.TurnLimits;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ErrorReason;
import io.chatdata.v1.FinishReason;
import io.chatdata.v1.ToolResult;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tool calls as models should not write them, through a whole turn on each protocol. */
class ToolCallFaultsTest {
  private static TestingBrands brands;

  @BeforeAll
  static void start() {
    brands = new TestingBrands();
  }

  @AfterAll
  static void stop() {
    brands.close();
  }

  /** Gemini sends no pieces of arguments that a limit could cut. */
  @ParameterizedTest
  @EnumSource(names = "GOOGLE", mode = EnumSource.Mode.EXCLUDE)
  void argumentsThatTheTokenLimitCutAreNotRunAndTheModelIsTold(TestingBrand brand) {
    TestingReply reply =
        TestingReply.saying("Look. ").calling("a", "run_query", "{'sql': 'delete from pets");
    List<String> events =
        reply.events(brand.wire).stream()
            .map(
                event ->
                    event.replace(
                        "\"finish_reason\":\"tool_calls\"", "\"finish_reason\":\"length\""))
            .map(event -> event.replace("\"tool_use\"}", "\"max_tokens\"}"))
            .toList();
    answered(TestingDelivery.events(events));

    List<ChatEvent> turn = brands.ask(brand);

    assertEquals(
        List.of(ErrorReason.ERROR_REASON_INVALID_TOOL_CALL), reasons(turn), turn::toString);
    assertTrue(told(brand).contains("INVALID_TOOL_CALL"), told(brand));
    assertEquals("Look. Sorry.", TestingServer.text(turn));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          "{'sql': 1}",                          "can't take 1 as sql; it must be a text"
          "{'sql': null}",                       "needs the argument sql"
          "{}",                                  "needs the argument sql"
          "{'sql': 'select 1', 'limit': 'ten'}", "as limit; it must be a whole number up to 1000"
          "{'sql': 'select 1', 'really': true}", "'really'"
          """)
  void argumentsOfTheWrongTypeGoBackToTheModel(String arguments, String words) {
    for (TestingBrand brand : TestingBrand.values()) {
      answered(TestingDelivery.of(TestingReply.saying().calling("a", "run_query", arguments)));

      List<ChatEvent> turn = brands.ask(brand);

      assertEquals(List.of(ErrorReason.ERROR_REASON_INVALID_TOOL_CALL), reasons(turn));
      assertTrue(told(brand).contains(words), told(brand));
      assertEquals("Sorry.", TestingServer.text(turn));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "GOOGLE", mode = EnumSource.Mode.EXCLUDE)
  void argumentsThatAreNoJsonGoBackToTheModel(TestingBrand brand) {
    for (String arguments : List.of("sql=select 1", "[]", "'select 1'", "{'sql': 'select 1'} }")) {
      answered(TestingDelivery.of(TestingReply.saying().calling("a", "run_query", arguments)));

      List<ChatEvent> turn = brands.ask(brand);

      assertEquals(
          List.of(ErrorReason.ERROR_REASON_INVALID_TOOL_CALL), reasons(turn), turn::toString);
      assertEquals("Sorry.", TestingServer.text(turn));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aToolThatThereIsNotGoesBackToTheModelWithThoseThereAre(TestingBrand brand) {
    answered(TestingDelivery.of(TestingReply.saying().calling("a", "drop_table", "{'t': 'pets'}")));

    List<ChatEvent> turn = brands.ask(brand);

    assertEquals(List.of(ErrorReason.ERROR_REASON_INVALID_TOOL_CALL), reasons(turn));
    assertTrue(told(brand).contains("list_tables"), told(brand));
  }

  @ParameterizedTest
  @EnumSource
  void callsWithOneIdAreEachAnsweredOnce(TestingBrand brand) {
    answered(
        TestingDelivery.of(
            TestingReply.saying()
                .calling("same", "run_query", "{'sql': 'select 11'}")
                .calling("other", "run_query", "{'sql': 'select 22'}")
                .calling("same", "run_query", "{'sql': 'select 33'}")));

    List<ChatEvent> turn = brands.ask(brand);

    assertEquals(3, turn.stream().filter(ChatEvent::hasToolCall).count());
    assertEquals(
        3,
        turn.stream()
            .filter(ChatEvent::hasToolResult)
            .map(event -> event.getToolResult().getToolCallId())
            .distinct()
            .count());
    String told = told(brand);
    assertTrue(
        told.indexOf("11") < told.indexOf("22") && told.indexOf("22") < told.indexOf("33"), told);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC"})
  void fourteenCallsOfOneRoundAreAnsweredInTheirOrder(TestingBrand brand) {
    TestingReply reply = TestingReply.saying();
    for (int n = 101; n < 115; n++) {
      reply =
          reply.calling(
              "c" + n, "run_query", "{'sql': 'select %d from pets limit 1'}".formatted(n));
    }
    answered(TestingDelivery.of(reply));

    List<ChatEvent> turn = brands.ask(brand);

    assertEquals(14, turn.stream().filter(ChatEvent::hasToolResult).count());
    String told = told(brand);
    List<Integer> places =
        IntStream.range(101, 115).mapToObj(n -> told.indexOf("[[" + n + "]]")).toList();
    assertFalse(places.contains(-1), told);
    assertEquals(places.stream().sorted().toList(), places);
  }

  @Test
  void noMoreCallsOfARoundRunAtOnceThanTheLimitAllows() throws SQLException {
    TurnLimits two = new TestingLimits().parallelTools(2).build();
    TestingDatabase data =
        TestingPostgres.create().run("CREATE TABLE pets (id int)").grant("public");
    try (TestingServer server = TestingServer.startOn(two, TestingPostgres.create(), data);
        Connection locker = data.connect();
        Statement lock = locker.createStatement()) {
      locker.setAutoCommit(false);
      server.provider.script(
          (events, cancellation) -> {
            for (int n = 1; n <= 6; n++) {
              events.accept(
                  new ModelEvent.ToolCall(
                      "c" + n, "run_query", "{\"sql\": \"select id from pets\"}", ""));
            }
            execute(lock, "LOCK TABLE pets IN ACCESS EXCLUSIVE MODE");
            return io.chatdata.server.llm.FinishReason.TOOL_CALLS;
          },
          TestingProvider.says("Done."));
      var stream = server.send(server.conversation().getId(), "Go");
      while (waiting(data) < 2) {
        Thread.onSpinWait();
      }
      // Four could: so many connections there are.
      for (int look = 0; look < 20; look++) {
        assertTrue(waiting(data) <= 2);
      }
      locker.rollback();

      List<ChatEvent> turn = TestingServer.all(stream);
      assertEquals(6, turn.stream().filter(ChatEvent::hasToolResult).count());
      assertEquals("Done.", TestingServer.text(turn));
    }
  }

  private static void execute(Statement statement, String sql) {
    try {
      boolean _ = statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int waiting(TestingDatabase data) {
    return data.query(
            "SELECT pid FROM pg_stat_activity WHERE usename = '%s' AND wait_event_type = 'Lock'"
                .formatted(data.reader()))
        .size();
  }

  @ParameterizedTest
  @EnumSource
  void aModelThatNeverStopsAskingIsStoppedAndThePersonTold(TestingBrand brand) {
    for (TestingDelivery delivery :
        Collections.nCopies(
            20,
            TestingDelivery.of(TestingReply.saying().calling("a", "run_query", "{'sql': 'x'}")))) {
      brands.answer(delivery);
    }

    List<ChatEvent> turn = brands.ask(brand);

    TurnFinished finished = turn.getLast().getTurnFinished();
    assertEquals(FinishReason.FINISH_REASON_MAX_ROUNDS, finished.getFinishReason());
    assertTrue(finished.getMessage().getContent().contains("20 times"), finished.toString());
    assertEquals(20, reasons(turn).size());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          OPENAI,    REFUSAL,        "{'choices': [{'delta': {'refusal': 'I can not.'}}]}|{'choices': [{'delta': {}, 'finish_reason': 'stop'}]}"
          OPENAI,    CONTENT_FILTER, "{'choices': [{'delta': {'content': 'I can not.'}}]}|{'choices': [{'delta': {}, 'finish_reason': 'content_filter'}]}"
          XAI,       CONTENT_FILTER, "{'choices': [{'delta': {'content': 'I can not.'}, 'finish_reason': 'content_filter'}]}"
          ANTHROPIC, REFUSAL,        "{'type': 'content_block_delta', 'index': 0, 'delta': {'type': 'text_delta', 'text': 'I can not.'}}|{'type': 'message_delta', 'delta': {'stop_reason': 'refusal'}}|{'type': 'message_stop'}"
          GOOGLE,    CONTENT_FILTER, "{'candidates': [{'content': {'parts': [{'text': 'I can not.'}]}, 'finishReason': 'SAFETY'}]}"
          """)
  void aRefusalIsAnAnswerAndToldAsWhatItIs(TestingBrand brand, String reason, String events) {
    brands.answer(TestingDelivery.events(List.of(events.replace('\'', '"').split("\\|"))));

    TurnFinished finished = brands.ask(brand).getLast().getTurnFinished();

    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, finished.getStatus());
    assertEquals("FINISH_REASON_" + reason, finished.getFinishReason().name());
    assertEquals("I can not.", finished.getMessage().getContent());
  }

  /** The model calls, and when it has its results it says sorry. */
  private static void answered(TestingDelivery call) {
    brands.answer(call, TestingDelivery.of(TestingReply.saying("Sorry.")));
  }

  /** What the model was told last, whose request is checked as strictly as it may be. */
  private static String told(TestingBrand brand) {
    TestingModelServer.Request request = brands.models.requests().getLast();
    TestingWireCheck.check(brand.wire, request.body());
    JsonNode messages =
        request.body().path(brand.wire == ProviderConfig.Wire.GOOGLE ? "contents" : "messages");
    // Results are JSON in a text on some protocols.
    return Json.write(messages).replace("\\", "");
  }

  private static List<ErrorReason> reasons(List<ChatEvent> events) {
    List<ErrorReason> reasons = new ArrayList<>();
    for (ChatEvent event : events) {
      ToolResult result = event.getToolResult();
      if (event.hasToolResult()) {
        reasons.add(result.getError().getReason());
      }
    }
    return reasons;
  }
}
