package io.chatdata.server.grpc;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** The gRPC server: the services, health and reflection, on loopback. */
public final class GrpcServer implements AutoCloseable {
  private static final int MOST_MESSAGE_BYTES = 4 << 20;
  private static final int MOST_HEADER_BYTES = 16 << 10;
  private static final int GRACE_SECONDS = 5;

  private final InetSocketAddress address;
  private final Server server;
  private final HealthStatusManager health = new HealthStatusManager();
  private final BooleanSupplier serving;
  private final AtomicBoolean leaving = new AtomicBoolean();
  private final List<String> names =
      new ArrayList<>(List.of(HealthStatusManager.SERVICE_NAME_ALL_SERVICES));
  private final ScheduledExecutorService look =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("health").daemon().unstarted(task));

  /**
   * Makes it.
   *
   * @param serving asked every second what the health service is to say
   */
  public GrpcServer(
      InetAddress host,
      int port,
      List<BindableService> services,
      ServerStreamTracer.Factory metrics,
      BooleanSupplier serving) {
    this.address = new InetSocketAddress(host, port);
    this.serving = serving;
    var builder =
        NettyServerBuilder.forAddress(address)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .maxInboundMessageSize(MOST_MESSAGE_BYTES)
            .maxInboundMetadataSize(MOST_HEADER_BYTES)
            .permitKeepAliveTime(20, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(60, TimeUnit.SECONDS)
            .addStreamTracerFactory(metrics)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    for (BindableService service : services) {
      ServerServiceDefinition definition = RequestReader.of(service.bindService());
      builder.addService(definition);
      names.add(definition.getServiceDescriptor().getName());
    }
    lookAtHealth();
    builder.intercept(new RequestIds());
    server = builder.build();
  }

  /**
   * Starts to listen.
   *
   * @throws ChatdataException where the port is taken
   */
  public void start() {
    try {
      server.start();
      var _ = look.scheduleWithFixedDelay(this::lookAtHealth, 1, 1, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new ChatdataException(
          Problem.of(
              Reason.INVALID_FIELD,
              "The server can't listen on %s: port %d is taken or not allowed. Stop what uses it, or set CHATDATA_GRPC_PORT to another"
                  .formatted(address.getHostString(), address.getPort())),
          e);
    }
  }

  private void lookAtHealth() {
    ServingStatus status =
        serving.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    names.forEach(name -> health.setStatus(name, status));
  }

  public int port() {
    return server.getPort();
  }

  /** Says that it is about to stop, so that clients and balancers turn to another server. */
  public void leave() {
    if (leaving.compareAndSet(false, true)) {
      health.enterTerminalState();
    }
  }

  /** Takes no more calls, lets those that run end within 5 s, and stops. */
  @Override
  public void close() {
    leave();
    look.shutdownNow();
    server.shutdown();
    try {
      if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
