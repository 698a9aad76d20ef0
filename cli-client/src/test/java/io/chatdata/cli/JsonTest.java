package io.chatdata.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Code;
import com.google.rpc.ErrorDetailsProto;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.FinishReason;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.ToolResult;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.Usage;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JsonTest extends TestingClient {
  @Test
  void jsonLinesAreTheEventsThatWereSent() throws Exception {
    TestingTurn turn = everyKind();
    server.answer(turn);

    assertEquals(1, shell.run("ask", "--json", "x"));

    assertEquals(turn.events(), parse(shell.out()));
    assertTrue(shell.out().contains("\"turn_id\":"), shell.out());
    assertFalse(shell.out().contains("turnId"), shell.out());
    assertTrue(shell.out().contains("\"truncated\":false"), shell.out());
    assertEquals(
        "error: The turn failed\n  reason: INTERNAL\n",
        shell.err(),
        "errors stay on standard error");
  }

  @Test
  void eachEventComesOnceOverADroppedStream() throws Exception {
    TestingTurn turn =
        new TestingTurn()
            .token("a")
            .drop(Status.UNAVAILABLE.asRuntimeException())
            .token("b")
            .completed();
    server.answer(turn);

    assertEquals(0, shell.run("ask", "--json", "x"));

    assertEquals(turn.events(), parse(shell.out()));
  }

  @Test
  void jsonOnATerminalHoldsNoControlCharacters() throws Exception {
    TestingTurn turn = new TestingTurn().token("\u001b[2J\u009b\u202e\u007f").completed();
    server.answer(turn);

    shell.terminal().run("ask", "--json", "x");

    assertTrue(
        shell.out().chars().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f)), shell.out());
    assertEquals(turn.events(), parse(shell.out()));
  }

  @Test
  void errorDetailsOfUnknownKindsAreLeftOut() throws Exception {
    com.google.rpc.Status known =
        TestingErrors.status(Code.INTERNAL, "INTERNAL", "The turn failed", Map.of());
    com.google.rpc.Status error =
        known.toBuilder()
            .addDetails(
                Any.newBuilder()
                    .setTypeUrl("type.googleapis.com/chatdata.v9.Unheard")
                    .setValue(ByteString.copyFromUtf8("x")))
            .build();
    server.answer(
        new TestingTurn()
            .finished(
                TurnStatus.TURN_STATUS_FAILED,
                FinishReason.FINISH_REASON_ERROR,
                Optional.of(error)));

    assertEquals(1, shell.run("ask", "--json", "x"));

    assertEquals(known, parse(shell.out()).getLast().getTurnFinished().getError());
  }

  @Test
  void watchPrintsTheSameLinesFromAnyPlace() throws Exception {
    TestingTurn turn = everyKind();
    server.answer(turn);
    TestingShell fromTheStart = new TestingShell().set("CHATDATA_SERVER", server.address());
    TestingShell fromTheMiddle = new TestingShell().set("CHATDATA_SERVER", server.address());

    shell.run("ask", "--json", "x");
    assertEquals(1, fromTheStart.run("watch", turn.id, "--json"));
    assertEquals(1, fromTheMiddle.run("watch", turn.id, "--after", "3", "--json"));

    assertEquals(shell.out(), fromTheStart.out());
    assertEquals(turn.events().subList(3, turn.events().size()), parse(fromTheMiddle.out()));
  }

  private static TestingTurn everyKind() {
    ListValue row =
        ListValue.newBuilder()
            .addValues(Value.newBuilder().setStringValue("9007199254740993"))
            .addValues(Value.newBuilder().setNumberValue(1.5))
            .addValues(Value.newBuilder().setNullValue(NullValue.NULL_VALUE))
            .addValues(Value.newBuilder().setBoolValue(true))
            .build();
    return new TestingTurn()
        .toolCall("a", "run_query", Map.of("sql", "select \"x\" -- <&>'\u2028"))
        .toolResult(
            ToolResult.newBuilder()
                .setToolCallId("a")
                .setRunQuery(QueryResult.newBuilder().addRows(row).setRowCount(1)),
            12)
        .token("Grüße 🙂\n")
        .append(ChatEvent.newBuilder().setUsage(Usage.newBuilder().setInputTokens(1L << 60)))
        .append(ChatEvent.newBuilder())
        .finished(
            TurnStatus.TURN_STATUS_FAILED,
            FinishReason.FINISH_REASON_ERROR,
            Optional.of(
                TestingErrors.status(Code.INTERNAL, "INTERNAL", "The turn failed", Map.of())));
  }

  private static List<ChatEvent> parse(String lines) throws Exception {
    JsonFormat.Parser parser =
        JsonFormat.parser()
            .usingTypeRegistry(
                TypeRegistry.newBuilder()
                    .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                    .build());
    List<ChatEvent> events = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      ChatEvent.Builder event = ChatEvent.newBuilder();
      parser.merge(line, event);
      events.add(event.build());
    }
    return events;
  }
}
