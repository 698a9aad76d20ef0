package io.chatdata.cli;

import com.google.protobuf.Message;
import io.chatdata.client.Servers;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.DataServiceGrpc.DataServiceBlockingStub;
import io.chatdata.v1.SetupServiceGrpc;
import io.chatdata.v1.SetupServiceGrpc.SetupServiceBlockingStub;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The way to a server: its address and the channel that is open to it now. */
final class ServerLink implements AutoCloseable {
  /** How long a call that is no stream may take. */
  static final Duration CALL_LIMIT = Duration.ofSeconds(30);

  private final ServerAccess access;
  private final CountDownLatch closed = new CountDownLatch(1);
  private ManagedChannel channel;

  ServerLink(ServerAccess access) {
    this.access = access;
    this.channel = access.open();
  }

  Servers servers() {
    return access.servers();
  }

  /** For one call that streams, however long it takes. */
  ChatServiceBlockingStub streams() {
    return ChatServiceGrpc.newBlockingStub(channel());
  }

  /** For one call that is no stream, made now. */
  ChatServiceBlockingStub chat() {
    return streams().withDeadlineAfter(CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** For one call, made now. */
  DataServiceBlockingStub data() {
    return DataServiceGrpc.newBlockingStub(channel())
        .withDeadlineAfter(CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** For one call that waits for a database or a provider, made now. */
  SetupServiceBlockingStub setup() {
    return SetupServiceGrpc.newBlockingStub(channel())
        .withDeadlineAfter(ToolCommand.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Another link to the same server, which lives on its own. */
  ServerLink again() {
    return new ServerLink(access);
  }

  /** Calls a method by its descriptor; its messages are of the contract. */
  Message call(MethodDescriptor<?, ?> method, Message request, Duration limit) {
    return unary(method, request, limit);
  }

  private <Q, R> Message unary(MethodDescriptor<Q, R> method, Message request, Duration limit) {
    return (Message)
        ClientCalls.blockingUnaryCall(
            channel(),
            method,
            CallOptions.DEFAULT.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS),
            method.parseRequest(request.toByteString().newInput()));
  }

  HealthBlockingStub health() {
    return HealthGrpc.newBlockingStub(channel());
  }

  /** Starts anew, since a channel that lost its server waits long before it looks again. */
  synchronized void reconnect() {
    if (closed.getCount() > 0) {
      channel.shutdownNow();
      channel = access.open();
    }
  }

  /** Ends all calls and lets no new ones begin. Streams that are being read end UNAVAILABLE. */
  @Override
  public synchronized void close() {
    closed.countDown();
    channel.shutdownNow();
  }

  /** Waits that long and says whether it was closed meanwhile. */
  boolean awaitClosed(Duration duration) {
    try {
      return closed.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private synchronized ManagedChannel channel() {
    return channel;
  }
}
