package io.chatdata.server.grpc;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.telemetry.Telemetry;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC server: the services, health and reflection. */
public final class GrpcServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GrpcServer.class);
  private static final int MOST_MESSAGE_BYTES = 4 << 20;
  private static final int MOST_HEADER_BYTES = 16 << 10;
  private static final int GRACE_SECONDS = 5;
  private static final int MOST_RESETS = 10_000;
  private static final int RESETS_SECONDS = 10;

  private static final int CERTIFICATE_SECONDS = 10;

  private final ListenConfig listen;
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
      ListenConfig listen,
      List<BindableService> services,
      ServerStreamTracer.Factory metrics,
      Telemetry telemetry,
      BooleanSupplier serving) {
    this.listen = listen;
    this.serving = serving;
    var builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(listen.address(), listen.port()), credentials(listen.tls()))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .maxInboundMessageSize(MOST_MESSAGE_BYTES)
            .maxInboundMetadataSize(MOST_HEADER_BYTES)
            // Calls given up by one connection: far more than clients that come and go.
            .maxRstFramesPerWindow(MOST_RESETS, RESETS_SECONDS)
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
    builder.intercept(listen.token() == null ? new LocalCheck() : new TokenCheck(listen.token()));
    // The last is the first to see a call.
    builder.intercept(new TracedCalls(telemetry));
    builder.intercept(new RequestIds());
    server = builder.build();
  }

  private ServerCredentials credentials(ListenConfig.@Nullable Tls tls) {
    if (tls == null) {
      return InsecureServerCredentials.create();
    }
    var keys = new AdvancedTlsX509KeyManager();
    try {
      read(tls, keys);
    } catch (IOException | GeneralSecurityException e) {
      throw new ChatdataException(
          Problem.of(
              Reason.INVALID_FIELD,
              "The certificate %s and its key %s can't be used: %s"
                  .formatted(tls.certificate(), tls.key(), e.getMessage())),
          e);
    }
    var _ =
        look.scheduleWithFixedDelay(
            () -> readAgain(tls, keys), CERTIFICATE_SECONDS, CERTIFICATE_SECONDS, TimeUnit.SECONDS);
    return TlsServerCredentials.newBuilder().keyManager(keys).build();
  }

  private static void read(ListenConfig.Tls tls, AdvancedTlsX509KeyManager keys)
      throws IOException, GeneralSecurityException {
    keys.updateIdentityCredentials(tls.certificate().toFile(), tls.key().toFile());
  }

  private static void readAgain(ListenConfig.Tls tls, AdvancedTlsX509KeyManager keys) {
    try {
      read(tls, keys);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      log.warn(
          "The certificate {} can't be read again; the one before stays in use: {}",
          tls.certificate(),
          e.getMessage());
    }
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
                  .formatted(listen.address().getHostAddress(), listen.port())),
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
