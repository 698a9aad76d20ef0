package io.chatdata.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.Connection;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.DataServiceGrpc.DataServiceBlockingStub;
import io.chatdata.v1.ListConnectionsRequest;
import io.chatdata.v1.ListTablesRequest;
import io.chatdata.v1.ReadOnlyState;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.Table;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server, as its configuration makes it. */
class WiringTest {
  @TempDir private Path folder;

  /**
   * The store's database may be explored too, but only by a role that reads, and never its tables.
   */
  @Test
  void aConnectionToTheStoreHidesTheStore() throws IOException {
    TestingDatabase database = TestingPostgres.create().run("CREATE TABLE public.pets (name text)");
    String address = "localhost:%d/%s".formatted(TestingPostgres.port(), database.name());
    Path file =
        Files.writeString(
            folder.resolve("chatdata.yaml"),
            """
            grpc: {port: 0}
            database_url: postgresql://postgres:x@%s
            connections:
              - {id: mine, url: "postgresql://%s:secret@%s"}
              - {id: mighty, url: "postgresql://postgres@%s", allow_unsafe_role: true}
            """
                .formatted(
                    address,
                    database.reader(),
                    address.replace("localhost", "127.0.0.1"),
                    address));
    try (Wiring server =
        Wiring.start(
            ConfigReader.read(Options.parse("--config", file.toString()), Map.of()),
            Clock.systemUTC())) {
      database.grant("public").grant("chatdata");
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
      try {
        DataServiceBlockingStub data = DataServiceGrpc.newBlockingStub(channel);
        assertEquals(
            List.of("pets"),
            data
                .listTables(ListTablesRequest.newBuilder().setConnectionId("mine").build())
                .getTablesList()
                .stream()
                .map(Table::getName)
                .toList());
        for (String table : List.of("chat_messages", "chatdata.turn_log")) {
          assertThrows(
              StatusRuntimeException.class, () -> query(data, "mine", "SELECT * FROM " + table));
        }
        StatusRuntimeException refused =
            assertThrows(StatusRuntimeException.class, () -> query(data, "mighty", "SELECT 1"));
        assertTrue(
            String.valueOf(refused.getStatus().getDescription()).contains("is refused"),
            refused.getMessage());
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  @Timeout(60)
  void anAcceptedRoleIsInTheLogAtStartAndInTheList() throws IOException {
    TestingDatabase store = TestingPostgres.create();
    TestingDatabase database = TestingPostgres.create();
    String address = "localhost:%d/".formatted(TestingPostgres.port());
    Path file =
        Files.writeString(
            folder.resolve("chatdata.yaml"),
            """
            grpc: {port: 0}
            database_url: postgresql://postgres:x@%s
            connections:
              - {id: mine, url: "postgresql://%s:secret@%s"}
              - {id: accepted, url: "postgresql://postgres:hunter2@%s", allow_unsafe_role: true}
            """
                .formatted(
                    address + store.name(),
                    database.reader(),
                    address + database.name(),
                    address + database.name()));
    try (var log = TestingLog.of("io.chatdata.server.sql", Level.INFO);
        Wiring server =
            Wiring.start(
                ConfigReader.read(Options.parse("--config", file.toString()), Map.of()),
                Clock.systemUTC())) {
      while (log.text().isEmpty()) {
        LockSupport.parkNanos(5_000_000);
      }
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
      try {
        List<Connection> listed =
            DataServiceGrpc.newBlockingStub(channel)
                .listConnections(ListConnectionsRequest.getDefaultInstance())
                .getConnectionsList();
        assertEquals(
            List.of(
                ReadOnlyState.READ_ONLY_STATE_VERIFIED, ReadOnlyState.READ_ONLY_STATE_OVERRIDDEN),
            listed.stream().map(Connection::getReadOnlyState).toList());
        assertEquals(
            List.of(
                "Its role can do more than read: it is a superuser. allow_unsafe_role accepts"
                    + " that"),
            listed.getLast().getWarningsList());
      } finally {
        channel.shutdownNow();
      }
      assertEquals(
          List.of(
              "WARN Inspector Connection 'accepted': its role is a superuser; allow_unsafe_role"
                  + " accepts that"),
          log.text().lines().map(String::strip).toList());
    }
  }

  private static void query(DataServiceBlockingStub data, String connection, String sql) {
    var _ =
        data.runQuery(RunQueryRequest.newBuilder().setConnectionId(connection).setSql(sql).build());
  }
}
