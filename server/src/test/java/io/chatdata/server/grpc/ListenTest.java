package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Secret;
import io.chatdata.server.sql.TestingCertificate;
import io.chatdata.telemetry.Telemetry;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.GetSetupRequest;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.SetupServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and under which certificate. */
class ListenTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir private Path folder = Path.of("");

  private static GrpcServer start(ListenConfig listen) {
    var server =
        new GrpcServer(
            listen,
            List.of(
                new ChatServiceGrpc.ChatServiceImplBase() {},
                new SetupServiceGrpc.SetupServiceImplBase() {}),
            new CallMetrics(new PrometheusRegistry()),
            Telemetry.OFF,
            () -> true);
    server.start();
    return server;
  }

  private static Status listModels(ManagedChannel channel, String authorization) {
    var headers = new Metadata();
    if (!authorization.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
    }
    var chat =
        ChatServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    return assertThrows(
            StatusRuntimeException.class,
            () -> chat.listModels(ListModelsRequest.getDefaultInstance()))
        .getStatus();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        TOKEN,
        "Basic " + TOKEN,
        "Bearer",
        "Bearer 0123456789abcdeF",
        "Bearer " + TOKEN + "0"
      })
  void withoutTheTokenNothingIsAnswered(String authorization) throws Exception {
    try (GrpcServer server = start(new ListenConfig(LOOPBACK, 0, Secret.of(TOKEN), null))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
      var chat = ChatServiceGrpc.newBlockingStub(channel);
      StatusRuntimeException bare =
          assertThrows(
              StatusRuntimeException.class,
              () -> chat.listModels(ListModelsRequest.getDefaultInstance()));

      assertEquals(Status.Code.UNAUTHENTICATED, listModels(channel, authorization).getCode());
      Any detail = Objects.requireNonNull(StatusProto.fromThrowable(bare)).getDetails(0);
      assertEquals("UNAUTHENTICATED", detail.unpack(ErrorInfo.class).getReason());
      String words = bare.getStatus().getDescription();
      assertTrue(words != null && words.contains("CHATDATA_TOKEN"), words);
      assertFalse(words.contains(TOKEN), words);
      channel.shutdownNow();
    }
  }

  @Test
  void withTheTokenCallsGoThroughAndHealthNeedsNone() {
    try (GrpcServer server = start(new ListenConfig(LOOPBACK, 0, Secret.of(TOKEN), null))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();

      // The service knows no call: so it was asked.
      assertEquals(Status.Code.UNIMPLEMENTED, listModels(channel, "Bearer " + TOKEN).getCode());
      assertEquals(Status.Code.UNIMPLEMENTED, listModels(channel, "bearer " + TOKEN).getCode());
      assertEquals(ServingStatus.SERVING, health(channel));
      channel.shutdownNow();
    }
  }

  @Test
  void withoutATokenOnlyCallersOnThisMachineSetUp() throws Exception {
    try (GrpcServer server = start(ListenConfig.loopback(0))) {
      assertEquals(Status.Code.UNIMPLEMENTED, setUp(LOOPBACK, server.port(), new Metadata()));
      for (String header : List.of("x-forwarded-for", "X-Real-IP", "forwarded")) {
        Metadata headers = header(header, "127.0.0.1");
        assertEquals(Status.Code.PERMISSION_DENIED, setUp(LOOPBACK, server.port(), headers));
      }
    }
    InetAddress other = otherThanLoopback();
    try (GrpcServer server = start(new ListenConfig(other, 0, null, null))) {
      assertEquals(Status.Code.PERMISSION_DENIED, setUp(other, server.port(), new Metadata()));
    }
    try (GrpcServer server = start(new ListenConfig(other, 0, Secret.of(TOKEN), null))) {
      Metadata headers = header("authorization", "Bearer " + TOKEN);
      assertEquals(Status.Code.UNIMPLEMENTED, setUp(other, server.port(), headers));
      assertEquals(Status.Code.UNAUTHENTICATED, setUp(other, server.port(), new Metadata()));
    }
  }

  /** What a call that this stub of a service doesn't know ends with: UNIMPLEMENTED if let in. */
  private static Status.Code setUp(InetAddress address, int port, Metadata headers) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress(address, port)).usePlaintext().build();
    try {
      var setup =
          SetupServiceGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
      return assertThrows(
              StatusRuntimeException.class,
              () -> setup.getSetup(GetSetupRequest.getDefaultInstance()))
          .getStatus()
          .getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  private static Metadata header(String name, String value) {
    var headers = new Metadata();
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return headers;
  }

  private static InetAddress otherThanLoopback() throws SocketException {
    Optional<InetAddress> other =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .findFirst();
    assumeTrue(other.isPresent(), "this machine has no address but loopback's");
    return other.get();
  }

  private static ServingStatus health(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private ManagedChannel trusting(Path certificate, int port) throws Exception {
    return NettyChannelBuilder.forAddress(
            "localhost",
            port,
            TlsChannelCredentials.newBuilder().trustManager(certificate.toFile()).build())
        .build();
  }

  @Test
  void aRenewedCertificateIsUsedWithoutARestart() throws Exception {
    TestingCertificate first = TestingCertificate.make(folder, "server", "dns:localhost");
    Path firstCertificate = Files.copy(first.certificate(), folder.resolve("first.crt"));
    try (GrpcServer server =
        start(
            new ListenConfig(
                LOOPBACK, 0, null, new ListenConfig.Tls(first.certificate(), first.key())))) {
      ManagedChannel channel = trusting(firstCertificate, server.port());
      assertEquals(ServingStatus.SERVING, health(channel));

      TestingCertificate second = TestingCertificate.make(folder, "server", "dns:localhost");

      while (!isTrusted(second.certificate(), server.port())) {
        Thread.onSpinWait();
      }
      // Who is connected stays so.
      assertEquals(ServingStatus.SERVING, health(channel));
      assertFalse(isTrusted(firstCertificate, server.port()));
      channel.shutdownNow();
    }
  }

  private boolean isTrusted(Path certificate, int port) throws Exception {
    ManagedChannel channel = trusting(certificate, port);
    try {
      return health(channel) == ServingStatus.SERVING;
    } catch (StatusRuntimeException e) {
      assertEquals(Status.Code.UNAVAILABLE, e.getStatus().getCode());
      return false;
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aCertificateThatIsNoneIsNamed() throws Exception {
    TestingCertificate good = TestingCertificate.make(folder, "server", "dns:localhost");
    Path missing = folder.resolve("missing.crt");
    ChatdataException refused =
        assertThrows(
            ChatdataException.class,
            () ->
                start(
                    new ListenConfig(
                        LOOPBACK, 0, null, new ListenConfig.Tls(missing, good.key()))));

    assertTrue(
        refused.problem().message().contains(missing.toString()), refused.problem().message());
  }
}
