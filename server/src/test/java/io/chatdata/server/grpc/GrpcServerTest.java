package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.telemetry.Telemetry;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.RunQueryRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GrpcServerTest {
  private static final List<String> SERVICES =
      List.of("chatdata.v1.ChatService", "chatdata.v1.DataService", "chatdata.v1.SetupService");

  @Test
  void healthIsThatOfTheStore() {
    try (TestingServer server = TestingServer.start()) {
      var health = HealthGrpc.newBlockingStub(server.channel);
      List<Iterator<HealthCheckResponse>> watchers = new ArrayList<>();
      for (String service : List.of("", SERVICES.getFirst(), SERVICES.getLast())) {
        watchers.add(health.watch(HealthCheckRequest.newBuilder().setService(service).build()));
      }
      expect(ServingStatus.SERVING, watchers);

      server.storeDatabase.shut();
      expect(ServingStatus.NOT_SERVING, watchers);

      server.storeDatabase.reopen();
      expect(ServingStatus.SERVING, watchers);
    }
  }

  private static void expect(ServingStatus status, List<Iterator<HealthCheckResponse>> watchers) {
    watchers.forEach(watcher -> assertEquals(status, watcher.next().getStatus()));
  }

  @Test
  void reflectionListsTheServicesAndGivesTheirFiles() throws Exception {
    try (TestingServer server = TestingServer.start()) {
      ServerReflectionResponse list =
          reflect(server, ServerReflectionRequest.newBuilder().setListServices("*").build());
      List<String> names =
          list.getListServicesResponse().getServiceList().stream()
              .map(ServiceResponse::getName)
              .toList();
      assertTrue(names.containsAll(SERVICES), names::toString);
      assertTrue(names.contains("grpc.health.v1.Health"), names::toString);

      for (String service : SERVICES) {
        ServerReflectionResponse file =
            reflect(
                server,
                ServerReflectionRequest.newBuilder().setFileContainingSymbol(service).build());
        assertTrue(file.getFileDescriptorResponse().getFileDescriptorProtoCount() > 0);
      }
    }
  }

  private static ServerReflectionResponse reflect(
      TestingServer server, ServerReflectionRequest request) throws Exception {
    var answer = new CompletableFuture<ServerReflectionResponse>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(server.channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(request);
    requests.onCompleted();
    return answer.get();
  }

  @Test
  void callsAreCountedByMethodAndCode() {
    try (TestingServer server = TestingServer.start()) {
      server.chat.listModels(ListModelsRequest.getDefaultInstance());
      server.chat.listModels(ListModelsRequest.getDefaultInstance());
      assertThrows(
          StatusRuntimeException.class,
          () -> server.chat.getTurn(GetTurnRequest.getDefaultInstance()));

      awaitCalls(server.metrics, "chatdata.v1.ChatService/ListModels", "OK", 2);
      awaitCalls(server.metrics, "chatdata.v1.ChatService/GetTurn", "INVALID_ARGUMENT", 1);
    }
  }

  /** A call is counted when the server is done with it, which its client doesn't wait for. */
  private static void awaitCalls(PrometheusRegistry registry, String method, String code, int n) {
    while (calls(registry, method, code) < n) {
      Thread.onSpinWait();
    }
    assertEquals(n, calls(registry, method, code));
  }

  @Test
  void waitsForConnectionsAreMeasuredByPoolAndConnection() {
    try (TestingServer server = TestingServer.start()) {
      server.data.runQuery(RunQueryRequest.newBuilder().setSql("SELECT 1").build());

      String page = server.metricsPage();
      String waits = "chatdata_server_connection_wait_seconds_count{connection=\"data\"} ";
      assertTrue(page.contains(waits + "1\n"), page);
      // The result was stored.
      String store = "chatdata_server_store_wait_seconds_count{pool=\"general\"} ";
      assertTrue(page.contains(store), page);
      assertFalse(page.contains(store + "0\n"), page);
    }
  }

  private static double calls(PrometheusRegistry registry, String method, String code) {
    return registry.scrape("chatdata_server_calls"::equals).stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> method.equals(point.getLabels().get("method")))
        .filter(point -> code.equals(point.getLabels().get("code")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  @Test
  void aTakenPortIsNamedWithTheWayOut() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (var taken = new ServerSocket(0, 1, loopback);
        var server =
            new GrpcServer(
                ListenConfig.loopback(taken.getLocalPort()),
                List.of(),
                new CallMetrics(new PrometheusRegistry()),
                Telemetry.OFF,
                () -> true)) {
      ChatdataException refused = assertThrows(ChatdataException.class, server::start);

      String message = refused.problem().message();
      assertTrue(message.contains(": port " + taken.getLocalPort() + " is taken"), message);
      assertTrue(message.contains("CHATDATA_GRPC_PORT"), message);
    }
  }
}
