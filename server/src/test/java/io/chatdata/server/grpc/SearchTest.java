package io.chatdata.server.grpc;

import static io.chatdata.server.turn.TestingProvider.calls;
import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.chatdata.server.conversation.Conversations;
import io.chatdata.server.conversation.Search;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.DeleteConversationRequest;
import io.chatdata.v1.MessageRole;
import io.chatdata.v1.SearchHit;
import io.chatdata.v1.SearchMessagesRequest;
import io.chatdata.v1.SearchMessagesResponse;
import io.chatdata.v1.UndeleteConversationRequest;
import io.chatdata.v1.UpdateConversationRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SearchMessages finds, as a gRPC client sees it. */
class SearchTest {
  private static TestingServer server;

  @BeforeAll
  static void start() {
    server = TestingServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void wordsAreFoundInQuestionsAnswersAndSql() {
    String id = conversation("Plain");
    server.provider.script(
        calls("1", "run_query", "{\"sql\": \"SELECT name FROM public.pets WHERE id = 7\"}"),
        says("The zebrafish is called pet 7."));
    server.ask(id, "How is the ZEBRAFISH named?");

    assertEquals(
        List.of("ASSISTANT The [zebrafish] is called pet 7.", "USER How is the [ZEBRAFISH] named?"),
        shown(find("zebrafish", id)));
    assertEquals(
        List.of("TOOL SELECT name FROM public.[pets] WHERE id = 7"), shown(find("pets", id)));
    assertEquals(
        server.messages(id).stream().map(message -> message.getId()).toList().reversed(),
        Stream.of("zebrafish called", "select", "zebrafish named")
            .map(words -> find(words, id).getFirst().getMessageId())
            .toList());
  }

  @Test
  void aTableIsFoundByItsNameThoughNoMessageSaysIt() {
    String id = conversation("Plain");
    server.provider.script(
        calls("1", "get_table_info", "{\"schema\": \"public\", \"table\": \"pets\"}"), says("a"));
    server.ask(id, "b");

    assertEquals(List.of("TOOL public.[pets]"), shown(find("pets", id)));
  }

  @Test
  void whatAQueryReturnedIsNotSearched() {
    String id = conversation("Plain");
    server.provider.script(
        calls("1", "run_query", "{\"sql\": \"SELECT 'quagga' || id FROM pets LIMIT 1\"}"),
        says("a"));
    server.ask(id, "b");

    assertEquals(List.of(), shown(find("quagga1", id)));
  }

  @Test
  void titlesComeFirstThenWholeAndBegunWordsThenPartsOfWordsTheNewestFirst() {
    String other = conversation("Nothing");
    server.provider.script(says("Xylophone"), says("the metaxylophone"), says("xylophones"));
    server.ask(other, "1");
    server.ask(other, "2");
    server.ask(other, "3");
    conversation("Old glockenxylophones");
    conversation("A xylophone");

    List<String> all =
        List.of(
            "A [xylophone]",
            "Old glocken[xylophone]s",
            "ASSISTANT [xylophone]s",
            "ASSISTANT [Xylophone]",
            "ASSISTANT the meta[xylophone]");
    assertEquals(all, shown(find("xylophone", "")));
    assertEquals(all, shown(inPagesOf(2, "xylophone")));
    assertEquals(all, shown(inPagesOf(1, "xylophone")));
  }

  @Test
  void allWordsMustBeThere() {
    String id = conversation("Plain");
    server.provider.script(says("Umsätze je Größe und Land"));
    server.ask(id, "okapi");

    assertEquals(
        List.of("ASSISTANT [Umsätze] je [Größe] und Land"), shown(find("UMSÄTZE größe", id)));
    assertEquals(List.of(), shown(find("umsätze okapi", id)));
  }

  @Test
  void aShortWordIsAWordOfItsOwn() {
    String id = conversation("Plain");
    server.provider.script(says("We go to Rome"), says("tomorrow"));
    server.ask(id, "1");
    server.ask(id, "2");

    assertEquals("ASSISTANT We go [to] Rome", shown(find("to", id)).getFirst());
    assertEquals(List.of("ASSISTANT We go [to] [Rom]e"), shown(find("to rom", id)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wombat's & | ! <-> :* (", "\"wombat\"", "%wombat%", "wombat\\"})
  void signsMeanNothing(String query) {
    String id = conversation("Plain");
    server.provider.script(says("a wombat's life"));
    server.ask(id, "1");

    assertEquals("a [wombat]", shown(find(query, id)).getFirst().substring(10, 20));
  }

  @Test
  void aLongTextIsCutAroundTheWord() {
    String id = conversation("Plain");
    server.provider.script(says("before ".repeat(100), "narwhal", " after".repeat(100)));
    server.ask(id, "1");

    String snippet = find("narwhal", id).getFirst().getSnippet();

    assertEquals("…before ", snippet.substring(0, 8));
    assertEquals(" after…", snippet.substring(snippet.length() - 7));
    assertEquals(240, snippet.length(), 15);
  }

  @Test
  void aDeletedConversationIsNotFoundUntilItIsBack() {
    String id = conversation("Pangolin");
    server.chat.deleteConversation(DeleteConversationRequest.newBuilder().setId(id).build());

    assertEquals(List.of(), shown(find("pangolin", "")));
    StatusRuntimeException refused =
        assertThrows(StatusRuntimeException.class, () -> find("pangolin", id));
    assertEquals(Status.Code.NOT_FOUND, refused.getStatus().getCode());

    var _ =
        server.chat.undeleteConversation(
            UndeleteConversationRequest.newBuilder().setId(id).build());
    assertEquals(List.of("[Pangolin]"), shown(find("pangolin", "")));
  }

  @Test
  void aRenamedConversationIsFoundByItsNewTitleAlone() {
    String id = conversation("Aardvark");
    var _ =
        server.chat.updateConversation(
            UpdateConversationRequest.newBuilder()
                .setConversation(Conversation.newBuilder().setId(id).setTitle("Meerkat"))
                .build());

    assertEquals(List.of(), shown(find("aardvark", "")));
    SearchHit hit = find("meerkat", "").getFirst();
    assertEquals(id, hit.getConversationId());
    assertEquals("Meerkat", hit.getTitle());
    assertEquals("", hit.getMessageId());
  }

  @Test
  void aPageGoesOnWhereTheLastEndedThoughMoreHasCome() {
    conversation("Lemur 1");
    conversation("Lemur 2");
    SearchMessagesResponse first = page("lemur", "", 1, "");
    conversation("Lemur 3");

    assertEquals(List.of("[Lemur] 2"), shown(first.getHitsList()));
    assertEquals(
        List.of("[Lemur] 1"), shown(page("lemur", "", 1, first.getNextPageToken()).getHitsList()));
  }

  /** By reading through the newest, by sorting all, and by going from the newest back. */
  @ParameterizedTest
  @CsvSource({"1000, 1000", "1, 1000", "1, 1"})
  void howItIsLookedForMakesNoDifference(int window, int many) {
    String id = conversation("Jerboa");
    server.provider.script(says("jerboas"), says("none"), says("a jerboa"), says("superjerboa"));
    for (int i = 0; i < 4; i++) {
      server.ask(id, "Q");
    }
    var search = new Search(server.store.general(), window, many);
    List<String> found = new ArrayList<>();
    String token = "";
    do {
      Conversations.Page<io.chatdata.server.conversation.SearchHit> page =
          search.find(new Search.Query("jerboa", UUID.fromString(id), 1, token));
      page.items().forEach(hit -> found.add(hit.snippet().replaceAll("[\uE000\uE001]", "")));
      token = page.nextPageToken();
    } while (!token.isEmpty());

    assertEquals(List.of("Jerboa", "a jerboa", "jerboas", "superjerboa"), found);
  }

  @Test
  void withoutTheExtensionWordsAreFoundAndPartsOfThemInTheNewestMessages() {
    TestingServer own = TestingServer.start();
    try (own) {
      own.storeDatabase.run("DROP EXTENSION pg_trgm CASCADE");
      insertMessages(own, own.conversation().getId(), 3);

      assertEquals(
          List.of("USER capy[bara] 3", "USER capy[bara] 2", "USER capy[bara] 1"),
          shown(
              own.chat
                  .searchMessages(SearchMessagesRequest.newBuilder().setQuery("bara").build())
                  .getHitsList()));
      assertEquals(
          3,
          own.chat
              .searchMessages(SearchMessagesRequest.newBuilder().setQuery("capy").build())
              .getHitsCount());
    }
  }

  private static void insertMessages(TestingServer server, String conversation, int count) {
    server.storeDatabase.run(
        """
        -- It would change the same row as often.
        ALTER TABLE chat_messages DISABLE TRIGGER chat_messages_touch;
        INSERT INTO chat_messages (id, conversation_id, role, content, sequence)
        SELECT gen_random_uuid(), '%s', 'user', 'capybara ' || n, n FROM generate_series(1, %d) n
        """
            .formatted(conversation, count));
  }

  private static String conversation(String title) {
    return server
        .chat
        .createConversation(CreateConversationRequest.newBuilder().setTitle(title).build())
        .getId();
  }

  private static List<SearchHit> find(String query, String conversationId) {
    return page(query, conversationId, 0, "").getHitsList();
  }

  private static List<SearchHit> inPagesOf(int size, String query) {
    List<SearchHit> all = new ArrayList<>();
    String token = "";
    do {
      SearchMessagesResponse page = page(query, "", size, token);
      all.addAll(page.getHitsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return all;
  }

  private static SearchMessagesResponse page(
      String query, String conversationId, int size, String token) {
    return server.chat.searchMessages(
        SearchMessagesRequest.newBuilder()
            .setQuery(query)
            .setConversationId(conversationId)
            .setPageSize(size)
            .setPageToken(token)
            .build());
  }

  /** Such as "USER the [word]"; a title without a role. */
  private static List<String> shown(List<SearchHit> hits) {
    return hits.stream()
        .map(
            hit ->
                (hit.getRole() == MessageRole.MESSAGE_ROLE_UNSPECIFIED
                        ? ""
                        : hit.getRole().name().replace("MESSAGE_ROLE_", "") + " ")
                    + hit.getSnippet().replace('\uE000', '[').replace('\uE001', ']'))
        .toList();
  }
}
