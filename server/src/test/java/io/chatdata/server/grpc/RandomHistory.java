package io.chatdata.server.grpc;

import io.chatdata.server.sql.TestingProxy;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.DeleteConversationRequest;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Some conversations over several servers at once: messages, some sent twice; readers that leave
 * and come back elsewhere; cancels, deletes; servers that are fenced, and servers that lose the
 * store.
 */
final class RandomHistory {
  private static final int CONVERSATIONS = 5;
  private static final int TURNS = 3;
  private static final long LONGEST_TURN = 500_000_000;

  private final List<TestingServer> servers;
  private final List<TestingProxy> proxies;
  private final Shown shown;
  private final long seed;

  RandomHistory(List<TestingServer> servers, List<TestingProxy> proxies, Shown shown, long seed) {
    this.servers = servers;
    this.proxies = proxies;
    this.shown = shown;
    this.seed = seed;
  }

  void play() throws Exception {
    var over = new AtomicBoolean();
    Thread faults = Thread.ofVirtual().start(() -> faults(new Random(seed), over));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> conversations = new ArrayList<>();
      for (int i = 0; i < CONVERSATIONS; i++) {
        var random = new Random(seed * 31 + i);
        conversations.add(threads.submit(() -> converse(random, threads)));
      }
      for (Future<?> conversation : conversations) {
        conversation.get();
      }
    } finally {
      over.set(true);
      faults.join();
    }
  }

  private void faults(Random random, AtomicBoolean over) {
    while (!over.get()) {
      LockSupport.parkNanos(50_000_000 + random.nextInt(200_000_000));
      int victim = random.nextInt(servers.size());
      switch (random.nextInt(3)) {
        case 0 ->
            servers
                .get(victim)
                .storeDatabase
                .run(
                    "update chatdata.servers set fenced = true where id = '%s'"
                        .formatted(servers.get(victim).store.lease().me()));
        case 1 -> {
          proxies.get(victim).loseReplies();
          LockSupport.parkNanos(random.nextInt(100_000_000));
          proxies.get(victim).mend();
        }
        default -> {
          proxies.get(victim).cut();
          LockSupport.parkNanos(random.nextInt(300_000_000));
          proxies.get(victim).mend();
        }
      }
    }
  }

  private void converse(Random random, ExecutorService threads) {
    String conversation = retrying(() -> any(random).conversation().getId());
    for (int i = 0; i < TURNS; i++) {
      SendMessageRequest request =
          SendMessageRequest.newBuilder()
              .setConversationId(conversation)
              .setContent("message " + random.nextLong())
              .setRequestId(UUID.randomUUID().toString())
              .build();
      boolean twice = random.nextInt(3) == 0;
      long otherSeed = random.nextLong();
      @Nullable Future<String> other =
          twice ? threads.submit(() -> send(request, new Random(otherSeed))) : null;
      String turn = send(request, random);
      if (other != null && !turn.equals(join(other))) {
        shown.violation("request %s began two turns".formatted(request.getRequestId()));
      }
      List<Future<?>> readers = new ArrayList<>();
      for (int r = random.nextInt(3); r >= 0; r--) {
        var reader = new Random(random.nextLong());
        readers.add(threads.submit(() -> readOn(turn, reader)));
      }
      end(turn, random);
      readers.forEach(RandomHistory::join);
    }
    if (random.nextInt(4) == 0) {
      delete(conversation, random);
    }
  }

  private void delete(String conversation, Random random) {
    var request = DeleteConversationRequest.newBuilder().setId(conversation).build();
    var calls = new AtomicInteger();
    boolean _ =
        retrying(
            () -> {
              boolean again = calls.getAndIncrement() > 0;
              try {
                return any(random).chat.deleteConversation(request).isInitialized();
              } catch (StatusRuntimeException e) {
                if (again && e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                  // The call before, whose outcome was not told, has deleted it.
                  return true;
                }
                throw e;
              }
            });
  }

  /** Sends a message as often as it takes, reads some events, and gives the turn's id. */
  private String send(SendMessageRequest request, Random random) {
    return retrying(
        () -> {
          List<ChatEvent> first = new ArrayList<>();
          read(() -> any(random).chat.sendMessage(request), 0, 1 + random.nextInt(5), first);
          return first.getFirst().getTurnId();
        });
  }

  /** Reads a turn to its end, leaving and coming back at other servers. */
  private void readOn(String turn, Random random) {
    List<ChatEvent> seen = new ArrayList<>();
    long cursor = 0;
    while (seen.isEmpty() || !seen.getLast().hasTurnFinished()) {
      long after = cursor;
      retrying(
          () -> {
            read(
                () ->
                    any(random)
                        .chat
                        .watchTurn(
                            WatchTurnRequest.newBuilder()
                                .setTurnId(turn)
                                .setAfterSequence(after)
                                .build()),
                after,
                1 + random.nextInt(20),
                seen);
            return seen;
          });
      cursor = seen.isEmpty() ? 0 : seen.getLast().getSequence();
      if (random.nextInt(5) == 0) {
        // It forgets, or its page is loaded anew.
        cursor = random.nextInt((int) cursor + 1);
        if (!seen.isEmpty() && seen.getLast().hasTurnFinished()) {
          return;
        }
        seen.clear();
      }
    }
  }

  private void read(
      Supplier<Iterator<ChatEvent>> call, long after, int most, List<ChatEvent> seen) {
    try (Context.CancellableContext context = Context.current().withCancellation()) {
      context.run(
          () -> {
            Iterator<ChatEvent> events = call.get();
            long before = after;
            for (int i = 0; i < most && events.hasNext(); i++) {
              ChatEvent event = events.next();
              shown.record(event, before);
              before = event.getSequence();
              seen.add(event);
            }
          });
    }
  }

  private void end(String turn, Random random) {
    long patience = random.nextInt(4) == 0 ? random.nextInt(100_000_000) : LONGEST_TURN;
    long start = System.nanoTime();
    boolean cancelled = false;
    while (retrying(
                () -> any(random).chat.getTurn(GetTurnRequest.newBuilder().setTurnId(turn).build()))
            .getStatus()
        == TurnStatus.TURN_STATUS_RUNNING) {
      if (!cancelled && System.nanoTime() - start > patience) {
        retrying(
            () ->
                any(random)
                    .chat
                    .cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build()));
        cancelled = true;
      }
      if (System.nanoTime() - start > 240_000_000_000L) {
        throw new IllegalStateException("turn %s doesn't end".formatted(turn));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** A client calls again where it is told to, or the call's outcome is not known. */
  private <T> T retrying(Supplier<T> call) {
    while (true) {
      try {
        return call.get();
      } catch (StatusRuntimeException e) {
        if (!Set.of(Status.Code.UNAVAILABLE, Status.Code.RESOURCE_EXHAUSTED)
            .contains(e.getStatus().getCode())) {
          shown.violation("a call ended with %s".formatted(e));
          throw e;
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private TestingServer any(Random random) {
    return servers.get(random.nextInt(servers.size()));
  }

  private static <T> T join(Future<T> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
