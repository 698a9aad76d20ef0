package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.Table;
import io.chatdata.v1.TurnStatus;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The product as it comes answers at each of its faces. */
class FacesIT {
  private static final String QUESTION = "What tables are in my database?";

  private final TestingProduct product = TestingProduct.plain();

  @ParameterizedTest
  @EnumSource
  void theTablesAreAnsweredByListTables(Face face) throws IOException {
    String conversation =
        product.chat().createConversation(CreateConversationRequest.getDefaultInstance()).getId();

    try (EventSource source = face.ask(product, conversation, QUESTION)) {
      List<ChatEvent> events = source.rest();

      assertEquals(
          List.of("list_tables"),
          events.stream()
              .filter(ChatEvent::hasToolCall)
              .map(event -> event.getToolCall().getTool())
              .toList());
      assertEquals(
          demoTables(),
          events.stream()
              .flatMap(event -> event.getToolResult().getListTables().getTablesList().stream())
              .map(Table::getName)
              .sorted()
              .toList());
      assertEquals(
          TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
      namesAllTables(events.getLast().getTurnFinished().getMessage().getContent());
    }
  }

  @Test
  void theCommandLineAnswersAPersonToo() {
    namesAllTables(TestingCommand.run(product.commandLine("ask", QUESTION)).succeeded().out());
  }

  private void namesAllTables(String answer) {
    demoTables().forEach(table -> assertTrue(answer.contains(table), table + ": " + answer));
  }

  private List<String> demoTables() {
    return product
        .database("demo")
        .query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        .stream()
        .map(row -> String.valueOf(row.getFirst()))
        .sorted()
        .toList();
  }
}
