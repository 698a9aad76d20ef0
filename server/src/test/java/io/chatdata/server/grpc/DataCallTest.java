package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.server.turn.TestingProvider;
import io.chatdata.v1.CheckQueryRequest;
import io.chatdata.v1.DataServiceGrpc.DataServiceBlockingStub;
import io.chatdata.v1.ListTablesRequest;
import io.chatdata.v1.ProfileTableRequest;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.SampleRowsRequest;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.Verdict;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls without a model, whose clients don't wait for them to end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class DataCallTest {
  private final TestingDatabase data = TestingPostgres.create();
  private final TestingServer server = TestingServer.startOn(TestingPostgres.create(), data);

  enum Call {
    RUN_QUERY,
    SAMPLE_ROWS,
    PROFILE_TABLE;

    Object make(DataServiceBlockingStub stub) {
      return switch (this) {
        case RUN_QUERY ->
            stub.runQuery(RunQueryRequest.newBuilder().setSql("SELECT * FROM sleepy").build());
        case SAMPLE_ROWS ->
            stub.sampleRows(SampleRowsRequest.newBuilder().setTable("sleepy").build());
        case PROFILE_TABLE ->
            stub.profileTable(ProfileTableRequest.newBuilder().setTable("sleepy").build());
      };
    }
  }

  /** A call that is made beside the test, which can leave it. */
  private static final class Running<T> {
    final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Context.CancellableContext context = Context.ROOT.withCancellation();

    Running(Supplier<T> call) {
      Thread.ofVirtual().start(context.wrap(() -> complete(call)));
    }

    void leave() {
      context.cancel(null);
    }

    private void complete(Supplier<T> call) {
      try {
        answer.complete(call.get());
      } catch (StatusRuntimeException e) {
        answer.completeExceptionally(e);
      }
    }
  }

  @BeforeAll
  void prepare() {
    data.run(
            """
            CREATE TABLE pets AS SELECT g AS id FROM generate_series(1, 10) g;
            CREATE VIEW sleepy AS SELECT 1 AS id, pg_sleep(100)::text AS slept;
            """)
        .grant("public");
  }

  @AfterAll
  void close() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void aStatementIsCancelledOnTheDatabaseWhenItsClientGoesAway(Call call) {
    var running = new Running<>(() -> call.make(server.data));
    awaitStatements("sleepy", 1);

    running.leave();

    awaitStatements("", 0);
    assertWorks();
  }

  @ParameterizedTest
  @EnumSource
  void aStatementIsCancelledOnTheDatabaseWhenItsCallsDeadlinePasses(Call call) {
    StatusRuntimeException late =
        assertThrows(
            StatusRuntimeException.class,
            () -> call.make(server.data.withDeadlineAfter(700, TimeUnit.MILLISECONDS)));

    assertEquals(Status.Code.DEADLINE_EXCEEDED, late.getStatus().getCode());
    awaitStatements("", 0);
    assertWorks();
  }

  /** All that it asks the database is what there is, where that isn't known yet. */
  @Test
  void aCheckIsCancelledWhenItsClientGoesAwayAndTheNextInLineGoesOn() {
    try (var unread = TestingServer.startOn(TestingPostgres.create(), data)) {
      var request = CheckQueryRequest.newBuilder().setSql("SELECT id FROM pets").build();
      data.commentsTake("pg_sleep(100)");
      var first = new Running<>(() -> unread.data.checkQuery(request));
      awaitStatements("obj_description", 1);
      var second = new Running<>(() -> unread.data.checkQuery(request));
      var third = new Running<>(() -> unread.data.checkQuery(request));
      data.commentsTake("now()");

      second.leave();
      first.leave();

      assertEquals(Verdict.VERDICT_ALLOWED, third.answer.join().getVerdict());
      awaitStatements("", 0);
    }
  }

  /** The pool of the connection has four. */
  @Test
  void oneDatabaseThatIsBusyKeepsNothingElseFromWorking() {
    List<Running<?>> busy =
        IntStream.range(0, 4)
            .<Running<?>>mapToObj(_ -> new Running<>(() -> Call.RUN_QUERY.make(server.data)))
            .toList();
    awaitStatements("sleepy", 4);

    StatusRuntimeException waited =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                server.data.runQuery(
                    RunQueryRequest.newBuilder()
                        .setSql("SELECT id FROM pets")
                        .setTimeout(Duration.newBuilder().setNanos(300_000_000))
                        .build()));

    assertTrue(String.valueOf(waited.getMessage()).contains("were busy"), waited.getMessage());
    assertEquals(
        2, server.data.listTables(ListTablesRequest.getDefaultInstance()).getTablesCount());
    server.provider.script(TestingProvider.says("Hello"));
    assertEquals(
        TurnStatus.TURN_STATUS_COMPLETED,
        server.ask(server.conversation().getId(), "Hello").getLast().getTurnFinished().getStatus());
    busy.forEach(Running::leave);
    awaitStatements("", 0);
    assertWorks();
  }

  @Test
  void whatIsHugeOrDeepIsRefusedAndTheServiceLives() {
    String nested = "SELECT " + "(".repeat(3_000) + "1" + ")".repeat(3_000);
    String calls = "SELECT " + "abs(".repeat(3_000) + "1" + ")".repeat(3_000);
    String queries = "SELECT * FROM (".repeat(3_000) + "SELECT 1" + ") q".repeat(3_000);
    for (String sql : List.of(nested, calls, queries, "SELECT '" + "x".repeat(1 << 20) + "'")) {
      Receipt receipt = server.data.checkQuery(CheckQueryRequest.newBuilder().setSql(sql).build());
      assertEquals(Verdict.VERDICT_REFUSED, receipt.getVerdict());
      assertEquals(1, receipt.getWall(), receipt.getMessage());
    }
    // Of 10 MB, more than a message may have.
    StatusRuntimeException tooLarge =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                server.data.checkQuery(
                    CheckQueryRequest.newBuilder().setSql("x".repeat(10_000_000)).build()));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, tooLarge.getStatus().getCode());
    assertWorks();
  }

  private void assertWorks() {
    assertEquals(
        10,
        server
            .data
            .runQuery(RunQueryRequest.newBuilder().setSql("SELECT id FROM pets").build())
            .getRowCount());
  }

  /** Waits until so many statements of the reader's run whose text has this. */
  private void awaitStatements(String text, int many) {
    String sql =
        "SELECT count(*) FROM pg_stat_activity WHERE usename = '%s' AND (state <> 'idle' OR xact_start IS NOT NULL) AND query ILIKE '%%%s%%'"
            .formatted(data.reader(), text);
    while (!List.of(List.of(String.valueOf(many))).equals(data.query(sql))) {
      LockSupport.parkNanos(5_000_000);
    }
  }
}
