package io.chatdata.server.grpc;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The gRPC server: the services, health and reflection, on loopback. */
public final class GrpcServer implements AutoCloseable {
  private static final int MOST_MESSAGE_BYTES = 4 << 20;
  private static final int MOST_HEADER_BYTES = 16 << 10;
  private static final int GRACE_SECONDS = 5;

  private final Server server;
  private final HealthStatusManager health = new HealthStatusManager();

  public GrpcServer(InetAddress address, int port, List<BindableService> services) {
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(address, port))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .maxInboundMessageSize(MOST_MESSAGE_BYTES)
            .maxInboundMetadataSize(MOST_HEADER_BYTES)
            .permitKeepAliveTime(20, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(60, TimeUnit.SECONDS)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    services.forEach(builder::addService);
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
    } catch (IOException e) {
      throw new ChatdataException(
          Problem.of(
              Reason.INVALID_FIELD,
              "The server can't listen on %s: the port is taken or not allowed. Set CHATDATA_GRPC_PORT to another"
                  .formatted(server.getListenSockets())),
          e);
    }
  }

  public int port() {
    return server.getPort();
  }

  /** Says that it takes no more calls, lets those that run end within 5 s, and stops. */
  @Override
  public void close() {
    health.enterTerminalState();
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
