package io.chatdata.gateway;

import com.google.protobuf.Message;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.SetupServiceGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A real gRPC server on a free port, with all services. What an rpc does is set by {@link #on}; one
 * that was not set answers UNIMPLEMENTED.
 */
final class TestingChatServer implements AutoCloseable {
  /** What an rpc does; runs on a thread of its own. */
  interface Script<Q, R> {
    void run(Q request, Call<R> call) throws InterruptedException;
  }

  /** A call that is being answered. */
  static final class Call<R> {
    private final ServerCallStreamObserver<R> observer;
    private final Semaphore readiness = new Semaphore(0);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final AtomicInteger sent = new AtomicInteger();

    Call(StreamObserver<R> observer) {
      this.observer = (ServerCallStreamObserver<R>) observer;
      this.observer.setOnReadyHandler(readiness::release);
      this.observer.setOnCancelHandler(
          () -> {
            cancelled.countDown();
            readiness.release();
          });
    }

    /** Sends a message when the client has room for it. */
    void send(R message) throws InterruptedException {
      while (!observer.isReady() && !observer.isCancelled()) {
        readiness.acquire();
      }
      if (!observer.isCancelled()) {
        observer.onNext(message);
        sent.incrementAndGet();
      }
    }

    void complete() {
      observer.onCompleted();
    }

    void fail(Throwable error) {
      observer.onError(error);
    }

    boolean isReady() {
      return observer.isReady();
    }

    boolean isCancelled() {
      return observer.isCancelled();
    }

    /** How many messages were sent. */
    int sent() {
      return sent.get();
    }

    /** Waits until the client has cancelled the call. */
    boolean awaitCancelled() throws InterruptedException {
      return cancelled.await(30, TimeUnit.SECONDS);
    }
  }

  private final HealthStatusManager health = new HealthStatusManager();
  private final Map<String, Script<Message, Message>> scripts = new ConcurrentHashMap<>();
  private final BlockingQueue<Message> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<Call<Message>> calls = new LinkedBlockingQueue<>();
  private final Server server;
  private volatile Metadata lastHeaders = new Metadata();

  TestingChatServer() {
    this(0);
  }

  TestingChatServer(int port) {
    try {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .addService(service(ChatServiceGrpc.getServiceDescriptor()))
              .addService(service(DataServiceGrpc.getServiceDescriptor()))
              .addService(service(SetupServiceGrpc.getServiceDescriptor()))
              .addService(health.getHealthService())
              .intercept(new KeepHeaders())
              .build()
              .start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    serving(true);
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return server.getPort();
  }

  void serving(boolean serving) {
    health.setStatus("", serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /** From now on this rpc does this. */
  @SuppressWarnings("unchecked")
  <Q extends Message, R extends Message> void on(MethodDescriptor<Q, R> rpc, Script<Q, R> script) {
    scripts.put(rpc.getFullMethodName(), (Script<Message, Message>) (Script<?, ?>) script);
  }

  /** From now on this rpc answers so. */
  <Q extends Message, R extends Message> void answer(
      MethodDescriptor<Q, R> rpc, Function<Q, R> answer) {
    on(
        rpc,
        (request, call) -> {
          call.send(answer.apply(request));
          call.complete();
        });
  }

  <Q extends Message, R extends Message> void fail(MethodDescriptor<Q, R> rpc, Throwable error) {
    on(rpc, (request, call) -> call.fail(error));
  }

  /** The next request that came, of any rpc. */
  Message request() throws InterruptedException {
    Message request = requests.poll(30, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("No request came");
    }
    return request;
  }

  /** The headers of the call that came last. */
  Metadata lastHeaders() {
    return lastHeaders;
  }

  private final class KeepHeaders implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      lastHeaders = headers;
      return next.startCall(call, headers);
    }
  }

  boolean hasRequest() {
    return !requests.isEmpty();
  }

  /** The next call that came, of any rpc. */
  Call<Message> call() throws InterruptedException {
    Call<Message> call = calls.poll(30, TimeUnit.SECONDS);
    if (call == null) {
      throw new AssertionError("No call came");
    }
    return call;
  }

  @SuppressWarnings("unchecked")
  private ServerServiceDefinition service(ServiceDescriptor service) {
    var definition = ServerServiceDefinition.builder(service);
    for (MethodDescriptor<?, ?> method : service.getMethods()) {
      var rpc = (MethodDescriptor<Message, Message>) method;
      definition.addMethod(
          rpc,
          rpc.getType() == MethodDescriptor.MethodType.UNARY
              ? ServerCalls.asyncUnaryCall((request, out) -> serve(rpc, request, out))
              : ServerCalls.asyncServerStreamingCall((request, out) -> serve(rpc, request, out)));
    }
    return definition.build();
  }

  private void serve(
      MethodDescriptor<Message, Message> rpc, Message request, StreamObserver<Message> out) {
    var call = new Call<>(out);
    requests.add(request);
    calls.add(call);
    Script<Message, Message> script = scripts.get(rpc.getFullMethodName());
    if (script == null) {
      call.fail(Status.UNIMPLEMENTED.withDescription(rpc.getFullMethodName()).asException());
      return;
    }
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                script.run(request, call);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
