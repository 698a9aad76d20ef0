package io.chatdata.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.DataServiceGrpc.DataServiceBlockingStub;
import io.chatdata.v1.ListTablesRequest;
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
import org.junit.jupiter.api.Test;
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

  private static void query(DataServiceBlockingStub data, String connection, String sql) {
    var _ =
        data.runQuery(RunQueryRequest.newBuilder().setConnectionId(connection).setSql(sql).build());
  }
}
