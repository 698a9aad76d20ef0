package io.chatdata.gateway;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Message;
import io.chatdata.client.Servers;
import io.chatdata.telemetry.CallSpans;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.SendMessageRequest;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server, or several that share a store. Streams have a connection of their own, on which all
 * share the writes; it hands their events over on the transport's thread, while answers of other
 * calls, which may be large, are parsed elsewhere.
 */
final class Backend implements AutoCloseable {
  /** For calls that ask a user's database: its statements may take 30 s. */
  static final Duration DATA = Duration.ofSeconds(40);

  /** For all other calls. */
  static final Duration CHAT = Duration.ofSeconds(10);

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Duration HEALTH = Duration.ofSeconds(2);
  private static final int MAX_MESSAGE = 16 * 1024 * 1024;
  private static final int WINDOW = 64 * 1024;

  /** The server permits pings every 20 s; without them a dead one would not be noticed. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private static final Duration KEEP_ALIVE_ANSWER = Duration.ofSeconds(10);

  /** After this long, a call's client is watched, to stop the call when it goes away. */
  static final Duration UNWATCHED = Duration.ofMillis(200);

  private final Servers servers;
  private final int maxStreams;
  private final ManagedChannel calls;
  private final ManagedChannel streams;
  private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong lastReset = new AtomicLong(System.nanoTime());
  private volatile boolean stopping;

  Backend(GatewayConfig config, Ticker ticker) {
    servers = config.servers();
    maxStreams = config.limits().streams();
    calls = channel(config.security(), Executors.newVirtualThreadPerTaskExecutor()).build();
    NettyChannelBuilder streaming = channel(config.security(), Runnable::run);
    streams = (servers.several() ? streaming : streaming.disableRetry()).build();
    ticker.add(this::reconnect);
  }

  private NettyChannelBuilder channel(Security security, Executor executor) {
    var headers = new Metadata();
    if (!security.token().isEmpty()) {
      headers.put(AUTHORIZATION, "Bearer " + security.token());
    }
    return servers
        .balance(NettyChannelBuilder.forTarget(servers.target(), credentials(security)))
        .intercept(MetadataUtils.newAttachHeadersInterceptor(headers), new CallSpans())
        .executor(executor)
        .flowControlWindow(WINDOW)
        .maxInboundMessageSize(MAX_MESSAGE)
        .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_ANSWER.toSeconds(), TimeUnit.SECONDS);
  }

  private static ChannelCredentials credentials(Security security) {
    if (!security.serverTls()) {
      return InsecureChannelCredentials.create();
    }
    if (security.serverCa() == null) {
      return TlsChannelCredentials.create();
    }
    try {
      return TlsChannelCredentials.newBuilder().trustManager(security.serverCa().toFile()).build();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--server-ca " + security.serverCa() + " can't be read: " + e.getMessage(), e);
    }
  }

  /** Without this a server that was away for long would be looked for every two minutes only. */
  private boolean reconnect(long now) {
    long last = lastReset.get();
    if (now - last > TimeUnit.SECONDS.toNanos(1) && lastReset.compareAndSet(last, now)) {
      for (ManagedChannel channel : new ManagedChannel[] {calls, streams}) {
        if (servers.several() || channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
          channel.resetConnectBackoff();
        }
      }
    }
    return !calls.isShutdown();
  }

  /** Starts a call. Cancelling the future cancels the call. */
  <Q extends Message, R extends Message> ListenableFuture<R> start(
      MethodDescriptor<Q, R> rpc, Q request, Duration deadline) {
    return start(rpc, request, deadline, new Metadata());
  }

  /** Starts a call with headers besides those that all have. */
  <Q extends Message, R extends Message> ListenableFuture<R> start(
      MethodDescriptor<Q, R> rpc, Q request, Duration deadline, Metadata headers) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    var channel =
        ClientInterceptors.intercept(calls, MetadataUtils.newAttachHeadersInterceptor(headers));
    return ClientCalls.futureUnaryCall(channel.newCall(rpc, options), request);
  }

  /**
   * Waits for a call's answer, and cancels it when the client goes away meanwhile.
   *
   * @throws ProblemException with what the call ended with
   */
  <R> R await(ListenableFuture<R> call, Exchange exchange) throws InterruptedException {
    try {
      try {
        return call.get(UNWATCHED.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        exchange.connection().onGone(() -> call.cancel(true));
        return call.get();
      }
    } catch (ExecutionException e) {
      throw problem(Objects.requireNonNull(e.getCause())).toException();
    } catch (CancellationException e) {
      throw new CloseConnectionException("The client closed the connection", e);
    } finally {
      call.cancel(true);
    }
  }

  /**
   * Opens a stream of events; the calling thread is its reader and closes it.
   *
   * @throws ProblemException when too many are open, or the gateway stops
   */
  <Q> EventStream open(MethodDescriptor<Q, ChatEvent> rpc, Q request) {
    if (stopping) {
      throw Problem.of(503, GatewayReason.STOPPING, "The gateway is stopping").toException();
    }
    if (open.size() >= maxStreams) {
      throw Problem.of(
              503,
              GatewayReason.TOO_MANY_STREAMS,
              maxStreams + " event streams are open, the most that this gateway takes")
          .retryAfter(1)
          .toException();
    }
    var self = new EventStream[1];
    EventStream stream = EventStream.open(streams, rpc, request, () -> open.remove(self[0]));
    self[0] = stream;
    open.add(stream);
    return stream;
  }

  /**
   * Sends a message and opens the stream of its turn; see {@link #open}. Where another server may
   * be asked after one went away, the message has an id by which it is known there.
   */
  EventStream send(SendMessageRequest request) {
    return open(
        ChatServiceGrpc.getSendMessageMethod(),
        servers.several() && request.getRequestId().isEmpty()
            ? request.toBuilder().setRequestId(UUID.randomUUID().toString()).build()
            : request);
  }

  int openStreams() {
    return open.size();
  }

  /** Ends all streams, so that their readers can say why and where to read on. */
  void endStreams() {
    stopping = true;
    open.forEach(
        stream ->
            stream.end(
                Status.UNAVAILABLE.withDescription(
                    "The gateway is stopping; read on from the last event")));
  }

  /** What a call ended with, in words that name the server where it gave none. */
  Problem problem(Throwable thrown) {
    com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
    if (status == null) {
      throw new IllegalStateException("A call failed without a status", thrown);
    }
    if (status.getDetailsCount() == 0 && thrown instanceof StatusRuntimeException failure) {
      Status.Code code = failure.getStatus().getCode();
      if (code == Status.Code.UNAVAILABLE && stopping) {
        return Problem.of(503, GatewayReason.STOPPING, status.getMessage());
      }
      if (code == Status.Code.UNAVAILABLE) {
        return Problem.of(
                503,
                GatewayReason.SERVER_UNREACHABLE,
                "The server at " + servers + " can't be reached; is it running?")
            .retryAfter(1);
      }
      if (code == Status.Code.DEADLINE_EXCEEDED) {
        return Problem.of(
            504, GatewayReason.SERVER_TIMEOUT, "The server at " + servers + " took too long");
      }
    }
    return Problem.of(status);
  }

  /** What the server's health service says: SERVING, NOT_SERVING, … or UNREACHABLE. */
  String health() throws InterruptedException {
    try {
      return start(HealthGrpc.getCheckMethod(), HealthCheckRequest.getDefaultInstance(), HEALTH)
          .get()
          .getStatus()
          .name();
    } catch (ExecutionException e) {
      return "UNREACHABLE";
    }
  }

  boolean isServing() throws InterruptedException {
    return health().equals(HealthCheckResponse.ServingStatus.SERVING.name());
  }

  @Override
  public void close() {
    calls.shutdownNow();
    streams.shutdownNow();
  }
}
