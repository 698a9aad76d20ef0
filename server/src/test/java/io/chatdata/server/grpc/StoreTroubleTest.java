package io.chatdata.server.grpc;

import static io.chatdata.server.grpc.TestingServer.all;
import static io.chatdata.server.grpc.TestingServer.text;
import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.RetryInfo;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingProxy;
import io.chatdata.server.turn.TestingProvider;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server whose way to the store breaks. */
class StoreTroubleTest {
  private TestingProxy proxy;
  private TestingServer server;

  @BeforeEach
  void start() {
    proxy = new TestingProxy(TestingPostgres.port());
    server = TestingServer.startThrough(proxy.port());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.mend();
    server.close();
    proxy.close();
  }

  @Test
  void whatWasWrittenWithoutBeingToldIsWrittenOnce() throws InterruptedException {
    Conversation conversation = server.conversation();
    var seen = new CountDownLatch(1);
    var written = new CountDownLatch(1);
    server.provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.Text("one "));
          TestingProvider.await(seen);
          proxy.loseReplies();
          events.accept(new ModelEvent.Text("two "));
          TestingProvider.await(written);
          proxy.mend();
          events.accept(new ModelEvent.Text("three"));
          return FinishReason.STOP;
        });
    Iterator<ChatEvent> events = server.send(conversation.getId(), "Count");
    String turn = events.next().getTurnId();
    ChatEvent event = events.next();
    while (!event.hasToken()) {
      event = events.next();
    }
    seen.countDown();
    awaitRows(
        "select 1 from chatdata.turn_log where position('two ' in encode(events, 'escape')) > 0");
    written.countDown();

    server.awaitEnd(turn);
    List<ChatEvent> log = server.watch(turn, 0);

    assertEquals("one two three", text(log));
    assertEquals(
        LongStream.rangeClosed(1, log.size()).boxed().toList(),
        log.stream().map(ChatEvent::getSequence).toList());
    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, log.getLast().getTurnFinished().getStatus());
  }

  @Test
  void aReaderIsSentAwayWhileTheStoreIsGoneAndFindsAllOfItAfterwards() throws Exception {
    Conversation conversation = server.conversation();
    var seen = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    server.provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.Text("before "));
          TestingProvider.await(seen);
          events.accept(new ModelEvent.Text("after"));
          TestingProvider.await(goOn);
          return FinishReason.STOP;
        });
    Iterator<ChatEvent> events = server.send(conversation.getId(), "Go");
    ChatEvent event = events.next();
    String turn = event.getTurnId();
    while (!event.hasToken()) {
      event = events.next();
    }
    long cursor = event.getSequence();
    proxy.cut();
    seen.countDown();

    StatusRuntimeException away =
        assertThrows(StatusRuntimeException.class, () -> events.forEachRemaining(e -> {}));
    assertEquals(Status.Code.UNAVAILABLE, away.getStatus().getCode());
    assertTrue(
        Objects.requireNonNull(StatusProto.fromThrowable(away)).getDetailsList().stream()
            .anyMatch(detail -> detail.is(RetryInfo.class)));

    proxy.mend();
    goOn.countDown();
    server.awaitEnd(turn);
    assertEquals("after", text(server.watch(turn, cursor)));
    assertEquals("before after", text(server.watch(turn, 0)));
  }

  @Test
  void aModelIsStoppedWhenTheStoreIsGoneForTooLongAndTheTurnFailsOnItsReturn() throws Exception {
    Conversation conversation = server.conversation();
    var seen = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    server.provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.Text("kept"));
          TestingProvider.await(seen);
          proxy.cut();
          while (!cancellation.isCancelled()) {
            events.accept(new ModelEvent.Text("."));
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
          }
          stopped.countDown();
          return FinishReason.CANCELLED;
        });
    Iterator<ChatEvent> events = server.send(conversation.getId(), "Go");
    String turn = events.next().getTurnId();
    ChatEvent event = events.next();
    while (!event.hasToken()) {
      event = events.next();
    }
    seen.countDown();
    stopped.await();
    proxy.mend();

    server.awaitEnd(turn);
    List<ChatEvent> log = server.watch(turn, 0);

    TurnFinished finished = log.getLast().getTurnFinished();
    assertEquals(TurnStatus.TURN_STATUS_FAILED, finished.getStatus());
    assertTrue(finished.getError().getMessage().contains("store"));
    assertEquals(text(log), finished.getMessage().getContent());
  }

  @Test
  void anEndThatIsWrittenAtTheSecondTryAnswersOpenCallsToo() {
    Conversation conversation = server.conversation();
    server.storeDatabase.run(
        """
        create sequence tries;
        create function stumble() returns trigger language plpgsql as $$
        begin
          if nextval('tries') = 1 then
            raise exception 'made up' using errcode = '40001';
          end if;
          return null;
        end
        $$;
        create constraint trigger stumble after update on chatdata.turns
          deferrable initially deferred
          for each row when (new.status = 'FAILED') execute function stumble()
        """);
    server.provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.ToolCall("open", "list_tables", "{}", ""));
          throw new ChatdataException(Reason.PROVIDER_STREAM_CUT, "made up");
        });

    List<ChatEvent> events = server.ask(conversation.getId(), "Go");

    assertEquals(1, events.stream().filter(ChatEvent::hasToolResult).count());
    assertEquals(TurnStatus.TURN_STATUS_FAILED, events.getLast().getTurnFinished().getStatus());
  }

  @Test
  void aTurnWaitsWhileTheStoresDiskIsFull() {
    Conversation conversation = server.conversation();
    server.storeDatabase.run(
        """
        create sequence refused;
        create function full_disk() returns trigger language plpgsql as $$
        begin
          if new.first_sequence > 1 and nextval('refused') <= 5 then
            raise exception 'could not extend file' using errcode = '53100';
          end if;
          return new;
        end
        $$;
        create trigger full_disk before insert on chatdata.turn_log
          for each row execute function full_disk()
        """);
    try {
      server.provider.script(says("All ", "of it."));

      String turn = server.send(conversation.getId(), "Go").next().getTurnId();
      server.awaitEnd(turn);
      List<ChatEvent> events = TestingServer.retrying(() -> server.watch(turn, 0));

      assertEquals("All of it.", text(events));
      assertEquals(
          TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
      assertEquals(
          List.of(List.of("t")), server.storeDatabase.query("select last_value > 5 from refused"));
    } finally {
      server.storeDatabase.run("drop trigger full_disk on chatdata.turn_log");
    }
  }

  @Test
  void theServerGoesOnAfterwards() {
    proxy.cut();
    proxy.mend();
    Conversation conversation = TestingServer.retrying(() -> server.conversation());
    server.provider.script(says("well"));

    assertEquals("well", text(all(server.send(conversation.getId(), "How are you?"))));
  }

  private void awaitRows(String query) {
    while (server.storeDatabase.query(query).isEmpty()) {
      Thread.onSpinWait();
    }
  }
}
