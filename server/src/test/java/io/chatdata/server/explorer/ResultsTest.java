package io.chatdata.server.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.QueryResult;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.store.Fenced;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultsTest {
  private final TestingPostgres.TestingDatabase database = TestingPostgres.create();
  private final TestingTools tools = TestingTools.over(database);

  @BeforeAll
  void prepare() {
    database.run(
        """
        CREATE TABLE numbers AS SELECT g AS id, repeat('é', 1000) AS filler FROM generate_series(1, 1500) g;
        CREATE TABLE odd AS SELECT 1.5::float8 AS f, 1.0::float8 AS whole, 9223372036854775807 AS big,
          E'a\\nb "c" 😀' AS text, '{"b": [1, null, 2.5], "a": {}}'::jsonb AS doc, NULL AS nothing,
          true AS yes, ARRAY[1, NULL] AS list;
        """);
    database.grant("public");
  }

  @AfterAll
  void close() {
    tools.close();
  }

  @Test
  void aResultIsReadBackAsItWas() {
    StoredResult stored = query("SELECT * FROM odd");
    ResultPage page = tools.results.page(stored.id(), 0, 200);
    assertEquals(stored, page.result());
    assertEquals(1, page.rowCount());
    assertTrue(page.isLast());
    assertEquals("a\nb \"c\" 😀", page.result().result().rows().getFirst().get(3));
  }

  @Test
  void pagesTileTheResult() {
    StoredResult stored = query("SELECT id FROM numbers ORDER BY id");
    List<List<@Nullable Object>> rows = new ArrayList<>();
    ResultPage page = tools.results.page(stored.id(), 0, 300);
    rows.addAll(page.result().result().rows());
    while (!page.isLast()) {
      assertEquals(300, page.result().result().rows().size());
      page = tools.results.page(stored.id(), page.nextRow(), 300);
      rows.addAll(page.result().result().rows());
    }
    assertEquals(stored.result().rows(), rows);
    assertEquals(1000, page.rowCount());
    assertTrue(page.result().result().truncated());
    assertEquals(stored.result().receipt(), page.result().result().receipt());
    assertEquals(0, tools.results.page(stored.id(), 1000, 10).result().result().rows().size());
  }

  @Test
  void aPageEndsAtOneMebibyte() {
    StoredResult stored = query("SELECT id, filler FROM numbers ORDER BY id");
    ResultPage page = tools.results.page(stored.id(), 0, 1000);
    int rows = page.result().result().rows().size();
    assertTrue(rows > 500 && rows < 530, rows + " rows of 2 KB");
    assertEquals(rows, page.nextRow());
    assertFalse(page.isLast());
  }

  @Test
  void ofManyThatAreStoredAtOnceEachIsReadBackAndOneThatCannotBeTakesNoOtherWithIt()
      throws InterruptedException {
    tools.storeDatabase.run(
        """
        CREATE FUNCTION chatdata.refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE 'refused'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON chatdata.results
          FOR EACH ROW WHEN (new.sql LIKE '%refused%') EXECUTE FUNCTION chatdata.refuse()
        """);
    Queue<StoredResult> stored = new ConcurrentLinkedQueue<>();
    Queue<RuntimeException> refused = new ConcurrentLinkedQueue<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        String sql = "SELECT %d AS n, 'é😀' AS %s".formatted(i, i % 20 == 7 ? "refused" : "kept");
        threads.execute(
            () -> {
              try {
                stored.add(query(sql));
              } catch (RuntimeException e) {
                refused.add(e);
              }
            });
      }
    } finally {
      tools.storeDatabase.run("DROP FUNCTION chatdata.refuse() CASCADE");
    }
    assertEquals(10, refused.size());
    assertEquals(190, stored.size());
    for (StoredResult result : stored) {
      assertEquals(result, tools.results.page(result.id(), 0, 10).result());
    }
  }

  @Test
  void resultsOfDirectCallsExpire() {
    UUID id = query("SELECT id FROM numbers LIMIT 1").id();
    assertEquals(
        "t",
        tools
            .storeDatabase
            .query(
                "SELECT expires_at BETWEEN now() + interval '59 min' AND now() + interval '1 hour' FROM chatdata.results WHERE id = '%s'"
                    .formatted(id))
            .getFirst()
            .getFirst());
    tools.storeDatabase.run(
        "UPDATE chatdata.results SET expires_at = now() WHERE id = '%s'".formatted(id));
    var e = assertThrows(ChatdataException.class, () -> tools.results.page(id, 0, 10));
    assertEquals(Reason.RESULT_NOT_FOUND, e.reason());
  }

  @Test
  void resultsOfATurnLiveAsLongAsIt() {
    UUID turn = tools.turn();
    var outcome =
        (ToolOutcome.Query)
            tools.call("run_query", "{'sql': 'SELECT id FROM numbers LIMIT 3'}", turn).outcome();
    List<@Nullable String> row =
        tools
            .storeDatabase
            .query(
                "SELECT turn_id, expires_at, row_count FROM chatdata.results WHERE id = '%s'"
                    .formatted(outcome.result().id()))
            .getFirst();
    assertEquals(turn.toString(), row.get(0));
    assertEquals(null, row.get(1));
    assertEquals("3", row.get(2));
    tools.storeDatabase.run("DELETE FROM chatdata.turns WHERE id = '%s'".formatted(turn));
    assertThrows(ChatdataException.class, () -> tools.results.page(outcome.result().id(), 0, 10));
  }

  @Test
  void theReceiptSaysHowManyBytesAModelGot() {
    StoredResult direct = query("SELECT id FROM numbers ORDER BY id LIMIT 3");
    assertEquals(0, direct.result().receipt().bytesToModel());
    ToolReply reply =
        tools.call(
            "run_query", "{'sql': 'SELECT id FROM numbers ORDER BY id LIMIT 3'}", tools.turn());
    StoredResult ofTurn = ((ToolOutcome.Query) reply.outcome()).result();
    assertEquals("[1][2][3]".length(), ofTurn.result().receipt().bytesToModel());
    QueryResult stored = tools.results.page(ofTurn.id(), 0, 10).result().result();
    assertEquals(ofTurn.result().receipt(), stored.receipt());
  }

  @Test
  void aServerThatWasFencedStoresNothingForATurn() {
    try (var fenced = TestingTools.over(database)) {
      UUID turn = fenced.turn();
      fenced.storeDatabase.run("UPDATE chatdata.servers SET fenced = true");
      assertThrows(
          Fenced.class,
          () -> fenced.call("run_query", "{'sql': 'SELECT id FROM numbers LIMIT 1'}", turn));
      assertEquals(
          "0",
          fenced
              .storeDatabase
              .query("SELECT count(*) FROM chatdata.results")
              .getFirst()
              .getFirst());
    }
  }

  private StoredResult query(String sql) {
    var arguments = io.chatdata.server.base.Json.object().put("sql", sql);
    return ((ToolOutcome.Query) tools.tools.run("run_query", arguments, TestingTools.direct()))
        .result();
  }
}
