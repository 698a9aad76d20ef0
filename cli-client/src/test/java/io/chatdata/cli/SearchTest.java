package io.chatdata.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import io.chatdata.v1.MessageRole;
import io.chatdata.v1.SearchHit;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

final class SearchTest extends TestingClient {
  private static final String ID = TestingChatServer.CONVERSATION_ID;

  @Test
  void eachHitSaysWhereAndShowsTheWords() {
    server.find(
        "",
        hit(MessageRole.MESSAGE_ROLE_UNSPECIFIED, "Our \uE000revenue\uE001"),
        hit(MessageRole.MESSAGE_ROLE_TOOL, "select \uE000revenue\uE001\u001b[31m from t"));

    assertEquals(0, shell.run("search", "our", "revenue"));

    assertEquals(
        """
        %1$s  2026-11-27 09:05  Our revenue
            title: Our revenue
        %1$s  2026-11-27 09:05  Our revenue
            tool call: select revenue␛[31m from t
        """
            .formatted(ID),
        shell.out());
    assertEquals("", shell.err());
    assertEquals("our revenue", server.searched.getFirst().getQuery());
    assertEquals(20, server.searched.getFirst().getPageSize());
    assertEquals("", server.searched.getFirst().getConversationId());
  }

  @Test
  void aTerminalShowsTheWordsInBold() {
    server.find("", hit(MessageRole.MESSAGE_ROLE_USER, "a \uE000b\uE001 c"));

    shell.terminal().run("search", "b");

    assertEquals("    question: a \u001b[1mb\u001b[0m c", shell.out().lines().toList().get(1));
  }

  @Test
  void itTakesAConversationAndALimitAndSaysThatThereAreMore() {
    server.find("next", hit(MessageRole.MESSAGE_ROLE_ASSISTANT, "b"));

    assertEquals(0, shell.run("search", "--conversation", ID, "--limit", "1", "b"));

    assertEquals(ID, server.searched.getFirst().getConversationId());
    assertEquals(1, server.searched.getFirst().getPageSize());
    assertEquals("There are more; --limit 100 shows up to 100, more words fewer.\n", shell.err());
  }

  @Test
  void nothingFoundIsSaid() {
    assertEquals(0, shell.run("search", "b"));

    assertEquals("", shell.out());
    assertEquals("Nothing has these words.\n", shell.err());
  }

  @Test
  void aRefusalEndsWith4() {
    server.fail(
        TestingErrors.refusal(
            Code.INVALID_ARGUMENT, "INVALID_FIELD", "query '%' has no letter or digit"));

    assertEquals(4, shell.run("search", "%"));

    assertEquals("error: query '%' has no letter or digit\n  reason: INVALID_FIELD\n", shell.err());
  }

  private static SearchHit hit(MessageRole role, String snippet) {
    long seconds =
        LocalDateTime.of(2026, 11, 27, 9, 5).atZone(ZoneId.systemDefault()).toEpochSecond();
    return SearchHit.newBuilder()
        .setConversationId(ID)
        .setTitle("Our revenue")
        .setMessageId(role == MessageRole.MESSAGE_ROLE_UNSPECIFIED ? "" : ID)
        .setRole(role)
        .setSnippet(snippet)
        .setCreatedAt(Timestamp.newBuilder().setSeconds(seconds))
        .build();
  }
}
