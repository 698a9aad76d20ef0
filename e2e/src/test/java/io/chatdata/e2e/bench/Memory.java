package io.chatdata.e2e.bench;

import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** What the product has in memory when nothing happens, and what a stream adds that waits. */
final class Memory {
  private static final int STREAMS = 500;
  private static final int ROUNDS = 3;
  private static final long LOOK_NANOS = 50_000_000;

  /** A token, then silence for longer than it is measured. */
  private static final String SILENT = "[[tokens=2 rate=0.02]]";

  private final Product product;
  private final Streams.Progress progress;

  Memory(Product product, Streams.Progress progress) {
    this.product = product;
    this.progress = progress;
  }

  List<Figure> measure() throws Exception {
    progress.say("memory");
    List<Figure> figures = new ArrayList<>();
    String group = "memory of a product that has just started";
    figures.add(Figure.of(group, "server", "MB", List.of(product.process("server").megabytes())));
    figures.add(Figure.of(group, "gateway", "MB", List.of(product.process("gateway").megabytes())));
    figures.add(Figure.of(group, "PostgreSQL", "MB", List.of(product.postgres().megabytes())));
    Processes server = product.process("server");
    ManagedChannel channel =
        ManagedChannelBuilder.forTarget(product.server()).usePlaintext().build();
    try {
      var turn = new CompletableFuture<String>();
      String conversation = new Conversations(product.chat()).create();
      SendMessageRequest question =
          SendMessageRequest.newBuilder()
              .setConversationId(conversation)
              .setContent(SILENT)
              .build();
      ClientCall<?, ?> asking =
          stream(
              channel,
              ChatServiceGrpc.getSendMessageMethod(),
              question,
              event -> turn.complete(event.getTurnId()));
      WatchTurnRequest watch = WatchTurnRequest.newBuilder().setTurnId(turn.get()).build();
      List<Double> samples = new ArrayList<>();
      for (int round = 0; round <= ROUNDS; round++) {
        long before = server.liveBytes();
        var watching = new CountDownLatch(STREAMS);
        List<ClientCall<?, ?>> calls = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
          calls.add(
              stream(
                  channel,
                  ChatServiceGrpc.getWatchTurnMethod(),
                  watch,
                  event -> {
                    if (event.hasToken()) {
                      watching.countDown();
                    }
                  }));
        }
        watching.await();
        double added = (server.liveBytes() - before) / 1024.0 / STREAMS;
        calls.forEach(call -> call.cancel("measured", null));
        while (product.openStreams() > 1) {
          LockSupport.parkNanos(LOOK_NANOS);
        }
        if (round > 0) {
          samples.add(added);
        }
      }
      asking.cancel("measured", null);
      figures.add(
          Figure.of(
                  "a stream that waits, in the server's heap",
                  "one of %d over gRPC".formatted(STREAMS),
                  "KB",
                  samples)
              .atMost(30));
    } finally {
      channel.shutdownNow();
    }
    return figures;
  }

  /** Is told each event; must not block. */
  private interface Seen {
    void event(ChatEvent event);
  }

  private static <Q> ClientCall<Q, ChatEvent> stream(
      ManagedChannel channel, MethodDescriptor<Q, ChatEvent> method, Q request, Seen seen) {
    ClientCall<Q, ChatEvent> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(ChatEvent event) {
            seen.event(event);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {}
        },
        new Metadata());
    call.request(1000);
    call.sendMessage(request);
    call.halfClose();
    return call;
  }
}
