package io.chatdata.server.grpc;

import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.chatdata.v1.CreateConversationRequest;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Some conversations over several servers at once: messages, some sent twice; readers that leave
 * and come back elsewhere; cancels, deletes.
 */
final class RandomHistory {
  private static final int CONVERSATIONS = 5;
  private static final int TURNS = 3;
  private static final long LONGEST_TURN = 500_000_000;
  private static final long PATIENCE = 2_000_000_000;
  private static final CreateConversationRequest CREATE =
      CreateConversationRequest.getDefaultInstance();
  private static final Set<Status.Code> AGAIN =
      Set.of(
          Status.Code.UNAVAILABLE, Status.Code.RESOURCE_EXHAUSTED, Status.Code.DEADLINE_EXCEEDED);

  private final List<Supplier<ChatServiceBlockingStub>> servers;
  private final Shown shown;
  private final long seed;

  /** Over servers of which each may be another one at each call. */
  RandomHistory(List<Supplier<ChatServiceBlockingStub>> servers, Shown shown, long seed) {
    this.servers = servers;
    this.shown = shown;
    this.seed = seed;
  }

  /** Gives the ids of its conversations. */
  List<String> play() throws ExecutionException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> conversations = new ArrayList<>();
      for (int i = 0; i < CONVERSATIONS; i++) {
        var random = new Random(seed * 31 + i);
        conversations.add(threads.submit(() -> converse(random, threads)));
      }
      List<String> ids = new ArrayList<>();
      for (Future<String> conversation : conversations) {
        ids.add(conversation.get());
      }
      return ids;
    }
  }

  private String converse(Random random, ExecutorService threads) {
    String conversation = retrying(() -> any(random).createConversation(CREATE).getId());
    for (int i = 0; i < TURNS; i++) {
      SendMessageRequest request =
          SendMessageRequest.newBuilder()
              .setConversationId(conversation)
              .setContent("random " + random.nextLong())
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
      end(turn, readers.getFirst(), random);
      readers.forEach(RandomHistory::join);
    }
    if (random.nextInt(4) == 0) {
      delete(conversation, random);
    }
    return conversation;
  }

  private void delete(String conversation, Random random) {
    var request = DeleteConversationRequest.newBuilder().setId(conversation).build();
    var calls = new AtomicInteger();
    boolean _ =
        retrying(
            () -> {
              boolean again = calls.getAndIncrement() > 0;
              try {
                return any(random).deleteConversation(request).isInitialized();
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
          try {
            read(() -> hurried(random).sendMessage(request), 0, 1 + random.nextInt(5), first);
          } catch (StatusRuntimeException e) {
            // A silent model says no more until it is cancelled.
            if (first.isEmpty() || e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
              throw e;
            }
          }
          return first.getFirst().getTurnId();
        });
  }

  private ChatServiceBlockingStub hurried(Random random) {
    return any(random).withDeadlineAfter(LONGEST_TURN, TimeUnit.NANOSECONDS);
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

  /** Cancels a turn that its reader doesn't see ended in time, and waits until it has ended. */
  private void end(String turn, Future<?> reader, Random random) {
    long patience = random.nextInt(4) == 0 ? random.nextInt(100_000_000) : LONGEST_TURN;
    try {
      reader.get(patience, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      retrying(
          () -> any(random).cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build()));
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    long start = System.nanoTime();
    while (retrying(() -> any(random).getTurn(GetTurnRequest.newBuilder().setTurnId(turn).build()))
            .getStatus()
        == TurnStatus.TURN_STATUS_RUNNING) {
      if (System.nanoTime() - start > 240_000_000_000L) {
        throw new IllegalStateException("turn %s doesn't end".formatted(turn));
      }
      LockSupport.parkNanos(250_000_000);
    }
  }

  /** A client calls again where it is told to, or the call's outcome is not known. */
  private <T> T retrying(Supplier<T> call) {
    while (true) {
      try {
        return call.get();
      } catch (StatusRuntimeException e) {
        if (!AGAIN.contains(e.getStatus().getCode())) {
          shown.violation("a call ended with %s".formatted(e));
          throw e;
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  /** A call at any server that answers it. */
  <T> T call(Function<ChatServiceBlockingStub, T> call) {
    var random = new Random();
    return retrying(() -> call.apply(any(random)));
  }

  /** A server may be stopped, and answers nothing then. */
  private ChatServiceBlockingStub any(Random random) {
    return servers
        .get(random.nextInt(servers.size()))
        .get()
        .withDeadlineAfter(PATIENCE, TimeUnit.NANOSECONDS);
  }

  private static <T> T join(Future<T> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
