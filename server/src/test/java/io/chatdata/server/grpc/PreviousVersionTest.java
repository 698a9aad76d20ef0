package io.chatdata.server.grpc;

import static io.chatdata.server.grpc.TestingServer.all;
import static io.chatdata.server.grpc.TestingServer.messages;
import static io.chatdata.server.grpc.TestingServer.send;
import static io.chatdata.server.grpc.TestingServer.text;
import static io.chatdata.server.grpc.TestingServer.watch;
import static io.chatdata.server.turn.TestingProvider.hangsAfter;
import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageBranch;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.WatchTurnRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A server of the version before beside one of this version, on the store that the older one has
 * made. It needs a clone of that version, built: {@code -Dchatdata.previous=FOLDER}.
 */
@EnabledIfSystemProperty(named = PreviousVersionTest.FOLDER, matches = ".+")
class PreviousVersionTest {
  static final String FOLDER = "chatdata.previous";

  private TestingServerProcess older;
  private TestingServer newer;

  @BeforeEach
  void start() throws IOException {
    TestingDatabase store = TestingPostgres.create();
    TestingDatabase data = TestingPostgres.create().grant("public");
    Path server = Path.of(System.getProperty(FOLDER), "server", "target");
    older =
        TestingServerProcess.start(
            "%1$s/test-classes:%1$s/classes:%1$s/lib/*".formatted(server), store, data);
    newer = TestingServer.startOn(store, data);
  }

  @AfterEach
  void stop() {
    newer.close();
    older.close();
  }

  private static List<ChatEvent> ask(
      ChatServiceBlockingStub chat, String conversation, String message) {
    List<ChatEvent> events = all(send(chat, conversation, message));
    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
    return events;
  }

  @Test
  void eachGoesOnWithAConversationOfTheOther() {
    String conversation = newer.conversation().getId();
    newer.provider.answer(_ -> says("new"));

    List<List<ChatEvent>> turns =
        List.of(
            ask(older.chat, conversation, "a call b"),
            ask(newer.chat, conversation, "Go"),
            ask(older.chat, conversation, "c"),
            ask(newer.chat, conversation, "Go on"));

    for (List<ChatEvent> turn : turns) {
      String id = turn.getFirst().getTurnId();
      assertEquals(turn, watch(older.chat, id, 0));
      assertEquals(turn, newer.watch(id, 0));
    }
    List<Message> messages = newer.messages(conversation);
    assertEquals(9, messages.size());
    assertEquals(messages, messages(older.chat, conversation, MessageBranch.MESSAGE_BRANCH_ACTIVE));
  }

  @Test
  void eachReadsAndCancelsATurnThatTheOtherRuns() {
    newer.provider.script(hangsAfter("so far"));

    checkCancelled(older.chat, newer.chat, "a hang", "a");
    checkCancelled(newer.chat, older.chat, "Go", "so far");
  }

  private void checkCancelled(
      ChatServiceBlockingStub runs, ChatServiceBlockingStub reads, String message, String text) {
    Iterator<ChatEvent> sent = send(runs, newer.conversation().getId(), message);
    List<ChatEvent> sender = new ArrayList<>(List.of(sent.next()));
    String turn = sender.getFirst().getTurnId();
    Iterator<ChatEvent> watched =
        reads.watchTurn(WatchTurnRequest.newBuilder().setTurnId(turn).build());
    List<ChatEvent> reader = new ArrayList<>();
    do {
      reader.add(watched.next());
    } while (!reader.getLast().hasToken());

    var cancelled = reads.cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build());

    assertEquals(TurnStatus.TURN_STATUS_CANCELLED, cancelled.getStatus());
    watched.forEachRemaining(reader::add);
    sent.forEachRemaining(sender::add);
    assertEquals(sender, reader);
    assertEquals(text, text(reader));
  }

  @Test
  void turnsOfTheOlderOneEndWithAllThatWasShownWhenItIsKilledAndGoOnInTheNewer() throws Exception {
    String conversation = newer.conversation().getId();
    Iterator<ChatEvent> events = send(older.chat, conversation, "a b hang");
    List<ChatEvent> shown = new ArrayList<>();
    do {
      shown.add(events.next());
    } while (!text(shown).equals("ab"));
    older.signal("KILL");
    older.process().waitFor();

    List<ChatEvent> all = newer.watch(shown.getFirst().getTurnId(), 0);

    assertEquals(shown, all.subList(0, shown.size()));
    assertEquals(TurnStatus.TURN_STATUS_INTERRUPTED, all.getLast().getTurnFinished().getStatus());
    newer.provider.script(says("new"));
    assertEquals("new", text(ask(newer.chat, conversation, "Go")));
  }

  @Test
  void theOlderOneStopsAndTheNewerRunsOn() throws Exception {
    String conversation = newer.conversation().getId();
    List<ChatEvent> before = ask(older.chat, conversation, "a");
    older.signal("TERM");
    older.process().waitFor();
    newer.provider.script(says("new"));

    assertEquals("new", text(ask(newer.chat, conversation, "Go")));
    assertEquals(before, newer.watch(before.getFirst().getTurnId(), 0));
    assertEquals(4, newer.messages(conversation).size());
  }
}
