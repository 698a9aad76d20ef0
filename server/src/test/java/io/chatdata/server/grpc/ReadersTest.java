package io.chatdata.server.grpc;

import static io.chatdata.server.turn.TestingProvider.hangsAfter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.RetryInfo;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Those who read turns: many, slow, gone, or in a hurry. {@code -Dchatdata.readers=N} makes them
 * more.
 */
class ReadersTest {
  private static final int LIMIT = Integer.getInteger("chatdata.readers", 200);

  @SuppressWarnings("NullAway.Init")
  private static TestingServer server;

  @BeforeAll
  static void start() {
    server = TestingServer.start(new TestingLimits().readers(LIMIT).build());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** A reader that takes an event only when it is asked to. */
  private static final class Reader extends ClientCall.Listener<ChatEvent> {
    private final LinkedBlockingQueue<ChatEvent> events = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ClientCall<WatchTurnRequest, ChatEvent> call;
    private Status status = Status.OK;

    Reader(String turn) {
      call = server.channel.newCall(ChatServiceGrpc.getWatchTurnMethod(), CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.sendMessage(WatchTurnRequest.newBuilder().setTurnId(turn).build());
      call.halfClose();
    }

    ChatEvent next() throws InterruptedException {
      call.request(1);
      return Objects.requireNonNull(events.poll(60, TimeUnit.SECONDS));
    }

    @Override
    public void onMessage(ChatEvent event) {
      events.add(event);
    }

    @Override
    public void onClose(Status end, Metadata trailers) {
      status = end;
      ended.countDown();
    }
  }

  @Test
  void readersThatLeaveAllAtOnceLeaveNothingAndOneTooManyIsRefused() throws Exception {
    String turn = hanging();
    List<Reader> readers = new ArrayList<>();
    // The one that sent the message reads too.
    while (readers.size() < LIMIT - 1) {
      List<Reader> more = new ArrayList<>();
      for (int i = 0; i < 40 && readers.size() + more.size() < LIMIT - 1; i++) {
        more.add(new Reader(turn));
      }
      // Not all at once, as they leave: each looks into the store first.
      for (Reader reader : more) {
        assertTrue(reader.next().hasTurnStarted());
      }
      readers.addAll(more);
    }
    awaitStreams(LIMIT);

    StatusRuntimeException refused =
        assertThrows(StatusRuntimeException.class, () -> server.watch(turn, 0));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getStatus().getCode());
    assertTrue(
        Objects.requireNonNull(StatusProto.fromThrowable(refused)).getDetailsList().stream()
            .anyMatch(detail -> detail.is(RetryInfo.class)));
    String other = server.conversation().getId();
    assertThrows(StatusRuntimeException.class, () -> server.ask(other, "Hi"));
    assertEquals(List.of(), server.messages(other));

    readers.forEach(reader -> reader.call.cancel("leaves", null));
    awaitStreams(1);
    cancel(turn);
    awaitStreams(0);
    assertTrue(server.watch(turn, 0).getLast().hasTurnFinished());
  }

  private static void awaitStreams(int open) {
    while (!server
        .metricsPage()
        .contains("\nchatdata_server_streams_open %d.0\n".formatted(open))) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static String hanging() {
    server.provider.script(hangsAfter("so far"));
    return server.send(server.conversation().getId(), "Go").next().getTurnId();
  }

  private static void cancel(String turn) {
    var _ = server.chat.cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build());
  }

  @Test
  void aReaderThatStopsReadingSlowsNobodyAndMissesNothing() throws Exception {
    var joined = new CountDownLatch(1);
    server.provider.script(
        (events, _) -> {
          io.chatdata.server.turn.TestingProvider.await(joined);
          for (int i = 0; i < 300; i++) {
            events.accept(new ModelEvent.Text("0123456789".repeat(1_000)));
          }
          return FinishReason.STOP;
        });
    Iterator<ChatEvent> sent = server.send(server.conversation().getId(), "Go");
    String turn = sent.next().getTurnId();
    var slow = new Reader(turn);
    List<ChatEvent> slowly = new ArrayList<>(List.of(slow.next()));
    joined.countDown();

    // Ends while the other one takes nothing.
    List<ChatEvent> whole = server.watch(turn, 0);

    assertTrue(slow.events.isEmpty());
    while (slowly.size() < whole.size()) {
      slowly.add(slow.next());
    }
    assertEquals(whole, slowly);
    slow.call.request(1);
    assertTrue(slow.ended.await(60, TimeUnit.SECONDS));
    assertEquals(Status.Code.OK, slow.status.getCode());
    assertEquals(
        LongStream.rangeClosed(1, whole.size()).boxed().toList(),
        slowly.stream().map(ChatEvent::getSequence).toList());
    sent.forEachRemaining(event -> {});
  }

  @Test
  void aDeadlineEndsTheReaderAndNotTheTurn() {
    String turn = hanging();
    var hurried = server.chat.withDeadlineAfter(200, TimeUnit.MILLISECONDS);

    StatusRuntimeException end =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                hurried
                    .watchTurn(WatchTurnRequest.newBuilder().setTurnId(turn).build())
                    .forEachRemaining(event -> {}));

    assertEquals(Status.Code.DEADLINE_EXCEEDED, end.getStatus().getCode());
    assertEquals(
        TurnStatus.TURN_STATUS_RUNNING,
        server.chat.getTurn(GetTurnRequest.newBuilder().setTurnId(turn).build()).getStatus());
    cancel(turn);
  }
}
