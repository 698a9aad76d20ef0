package io.chatdata.server.grpc;

import static io.chatdata.server.grpc.TestingServer.text;
import static io.chatdata.server.turn.TestingProvider.hangsAfter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.client.Servers;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.ListConversationsRequest;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One client of several servers that share a store. */
class BalancedTest {
  /** The model of a server says its name, which tells who ran a turn. */
  private static TestingServer named(TestingServer server, String name) {
    server.provider.answer(
        _ ->
            (events, _) -> {
              for (int i = 0; i < 5; i++) {
                events.accept(new ModelEvent.Text(name));
                LockSupport.parkNanos(20_000_000);
              }
              return FinishReason.STOP;
            });
    return server;
  }

  private static ManagedChannel channel(int... ports) {
    return channel(
        IntStream.of(ports).mapToObj(port -> "localhost:" + port).collect(Collectors.joining(",")));
  }

  private static ManagedChannel channel(String addresses) {
    var servers = new Servers(addresses);
    return servers
        .balance(ManagedChannelBuilder.forTarget(servers.target()).usePlaintext())
        .build();
  }

  @Test
  void aNameIsResolvedByDns() {
    try (TestingServer server = named(TestingServer.start(), "found")) {
      ManagedChannel channel = channel("dns:///localhost:" + server.port());
      try {
        assertEquals(
            "found".repeat(5), text(new Asker(ChatServiceGrpc.newBlockingStub(channel)).ask("Go")));
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void aTurnIsSentWatchedAndCancelledOnThreeServers() {
    try (TestingServer first = TestingServer.start();
        TestingServer second = first.second();
        TestingServer third = first.second()) {
      first.provider.script(hangsAfter("so far"));
      Iterator<ChatEvent> sent = first.send(first.conversation().getId(), "Go");
      List<ChatEvent> sender = new ArrayList<>(List.of(sent.next()));
      String turn = sender.getFirst().getTurnId();
      Iterator<ChatEvent> watched =
          second.chat.watchTurn(WatchTurnRequest.newBuilder().setTurnId(turn).build());
      List<ChatEvent> watcher = new ArrayList<>();
      do {
        watcher.add(watched.next());
      } while (!watcher.getLast().hasToken());

      var cancelled = third.chat.cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build());

      assertEquals(TurnStatus.TURN_STATUS_CANCELLED, cancelled.getStatus());
      watched.forEachRemaining(watcher::add);
      sent.forEachRemaining(sender::add);
      assertEquals(sender, watcher);
      assertEquals("so far", text(watcher));
    }
  }

  @Test
  void callsGoRoundAndGoOnWhenAServerIsKilled() throws Exception {
    TestingDatabase data = TestingPostgres.create().grant("public");
    try (TestingServer first = named(TestingServer.startOn(TestingPostgres.create(), data), "1");
        TestingServer second = named(first.second(), "2");
        TestingServerProcess victim = TestingServerProcess.start(first.storeDatabase, data)) {
      ManagedChannel channel = channel(first.port(), second.port(), victim.port());
      try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        ChatServiceBlockingStub chat = ChatServiceGrpc.newBlockingStub(channel);
        var over = new AtomicBoolean();
        List<Future<Integer>> calls =
            IntStream.range(0, 4).mapToObj(_ -> callers.submit(() -> callOn(chat, over))).toList();
        try {
          var ran = new ArrayList<String>();
          while (!ran.contains("1") || !ran.contains("2") || !ran.contains("3")) {
            ran.add(text(new Asker(chat).ask("3")).substring(0, 1));
          }
          victim.signal("KILL");
          victim.process().waitFor();
          for (int i = 0; i < 6; i++) {
            assertTrue(text(new Asker(chat).ask("3")).matches("1+|2+"));
          }
        } finally {
          over.set(true);
        }
        for (Future<Integer> caller : calls) {
          assertTrue(caller.get() > 0);
        }
      } finally {
        channel.shutdownNow();
      }
    }
  }

  /** Reads until it is over; one failed call is a failed test. */
  private static int callOn(ChatServiceBlockingStub chat, AtomicBoolean over) {
    int calls = 0;
    for (; !over.get(); calls++) {
      var _ = chat.listConversations(ListConversationsRequest.getDefaultInstance());
    }
    return calls;
  }

  @Test
  void aRollingRestartLosesNoTurnAndNoEvent() throws Exception {
    TestingServer first = named(TestingServer.start(), "1");
    List<TestingServer> servers =
        new ArrayList<>(List.of(first, named(first.second(), "2"), named(first.second(), "3")));
    ManagedChannel channel = channel(servers.stream().mapToInt(TestingServer::port).toArray());
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      ChatServiceBlockingStub chat = ChatServiceGrpc.newBlockingStub(channel);
      var over = new AtomicBoolean();
      List<Future<List<List<ChatEvent>>>> asked =
          IntStream.range(0, 4).mapToObj(_ -> askers.submit(() -> askOn(chat, over))).toList();
      try {
        for (int i = 0; i < servers.size(); i++) {
          String name = "new " + (i + 1);
          servers.set(i, named(servers.get(i).restart(), name));
          // The next is stopped once clients have come back, who may be a second late.
          String answer;
          do {
            answer = text(new Asker(chat).ask("Go"));
          } while (!answer.startsWith(name));
        }
      } finally {
        over.set(true);
      }

      for (Future<List<List<ChatEvent>>> asker : asked) {
        assertTrue(!asker.get().isEmpty());
        for (List<ChatEvent> turn : asker.get()) {
          assertEquals(
              LongStream.rangeClosed(1, turn.size()).boxed().toList(),
              turn.stream().map(ChatEvent::getSequence).toList());
          assertEquals(servers.getFirst().watch(turn.getFirst().getTurnId(), 0), turn);
          assertEquals(
              TurnStatus.TURN_STATUS_COMPLETED, turn.getLast().getTurnFinished().getStatus());
        }
      }
    } finally {
      channel.shutdownNow();
      servers.forEach(TestingServer::close);
    }
  }

  private static List<List<ChatEvent>> askOn(ChatServiceBlockingStub chat, AtomicBoolean over) {
    List<List<ChatEvent>> turns = new ArrayList<>();
    var asker = new Asker(chat);
    while (!over.get()) {
      turns.add(asker.ask("Go on"));
    }
    return turns;
  }

  @Test
  void whoReadsAnotherServersTurnIsSentAwayWhenItsServerStopsAndReadsOn() {
    try (TestingServer owner = TestingServer.start();
        TestingServer third = owner.second()) {
      owner.provider.script(hangsAfter("so far"));
      List<ChatEvent> seen = new ArrayList<>();
      String turn;
      Status end;
      try (TestingServer second = owner.second()) {
        turn = owner.send(owner.conversation().getId(), "Go").next().getTurnId();
        Iterator<ChatEvent> events =
            second.chat.watchTurn(WatchTurnRequest.newBuilder().setTurnId(turn).build());
        do {
          seen.add(events.next());
        } while (!seen.getLast().hasToken());
        second.turns.drain();
        end = end(events, seen);
      }

      assertEquals(Status.Code.UNAVAILABLE, end.getCode());
      assertEquals(
          TurnStatus.TURN_STATUS_RUNNING,
          owner.chat.getTurn(GetTurnRequest.newBuilder().setTurnId(turn).build()).getStatus());
      Iterator<ChatEvent> rest =
          third.chat.watchTurn(
              WatchTurnRequest.newBuilder()
                  .setTurnId(turn)
                  .setAfterSequence(seen.getLast().getSequence())
                  .build());
      var _ = third.chat.cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build());
      rest.forEachRemaining(seen::add);
      assertEquals(owner.watch(turn, 0), seen);
    }
  }

  private static Status end(Iterator<ChatEvent> events, List<ChatEvent> seen) {
    try {
      events.forEachRemaining(seen::add);
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  /** Asks in a conversation of its own and, where it loses its server, reads on at another. */
  private static final class Asker {
    private final ChatServiceBlockingStub chat;
    private final String conversation;

    Asker(ChatServiceBlockingStub chat) {
      this.chat = chat;
      conversation =
          TestingServer.retrying(
                  () ->
                      chat.createConversation(
                          CreateConversationRequest.newBuilder()
                              .setRequestId(UUID.randomUUID().toString())
                              .build()))
              .getId();
    }

    List<ChatEvent> ask(String content) {
      List<ChatEvent> events = new ArrayList<>();
      Iterator<ChatEvent> arriving =
          chat.sendMessage(
              SendMessageRequest.newBuilder()
                  .setConversationId(conversation)
                  .setContent(content)
                  .setRequestId(UUID.randomUUID().toString())
                  .build());
      // The retry policy's business ends with the first event.
      events.add(arriving.next());
      while (!events.getLast().hasTurnFinished()) {
        Status end = end(arriving, events);
        if (!events.getLast().hasTurnFinished()) {
          assertTrue(
              List.of(Status.Code.UNAVAILABLE, Status.Code.CANCELLED).contains(end.getCode()),
              end.toString());
          arriving =
              chat.watchTurn(
                  WatchTurnRequest.newBuilder()
                      .setTurnId(events.getFirst().getTurnId())
                      .setAfterSequence(events.getLast().getSequence())
                      .build());
        }
      }
      return events;
    }
  }
}
