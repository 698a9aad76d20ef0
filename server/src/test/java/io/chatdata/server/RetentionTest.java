package io.chatdata.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.chatdata.server.base.Json;
import io.chatdata.server.conversation.ConversationDao.NewConversation;
import io.chatdata.server.conversation.Conversations;
import io.chatdata.server.explorer.Results;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.server.store.Store;
import io.chatdata.server.store.StoreConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is removed when, by a clock of the test's. */
class RetentionTest {
  private static TestingDatabase database;
  private static Store store;

  @BeforeAll
  static void open() {
    database = TestingPostgres.create();
    store =
        Store.open(
            new StoreConfig(Path.of("target"), database.url("postgres", "not needed"), true));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void fill() {
    database.run("TRUNCATE chat_conversations CASCADE; TRUNCATE chatdata.results CASCADE");
    var conversations = new Conversations(store.general());
    for (String title : List.of("kept", "deleted")) {
      var made =
          conversations.create(new NewConversation(title, "p", "m", "c", "", Json.object(), null));
      if (title.equals("deleted")) {
        conversations.delete(made.id());
      }
    }
    addResults("unnest(ARRAY[now() + interval '1 hour', NULL])");
  }

  private static void addResults(String expires) {
    database.run(
        """
        INSERT INTO chatdata.results (id, connection_id, sql, columns, rows, row_count, truncated,
          elapsed_micros, receipt, expires_at)
        SELECT gen_random_uuid(), 'c', 'select 1', '[]', '', 0, false, 1, '{}', expires
        FROM %s expires
        """
            .formatted(expires));
  }

  @Test
  void nothingIsRemovedBeforeItsTime() {
    try (TestingLog log = TestingLog.of(Retention.class)) {
      after(Duration.ofMinutes(59), Duration.ofDays(1));

      assertEquals(List.of("deleted", "kept"), titles());
      assertEquals("2", results());
      assertEquals("", log.text());
    }
  }

  @Test
  void resultsOfDirectCallsExpire() {
    after(Duration.ofMinutes(61), null);

    assertEquals("1", results());
  }

  @Test
  void allThatIsDueIsRemovedHoweverMuchThatIs() {
    addResults("generate_series(now() - interval '249 min', now(), interval '1 min')");

    after(Duration.ofMinutes(61), null);

    assertEquals("1", results());
  }

  @Test
  void whatWasDeletedThirtyDaysAgoIsRemovedAndTheRestKeptForEver() {
    after(Duration.ofDays(29), null);
    assertEquals(List.of("deleted", "kept"), titles());

    after(Duration.ofDays(31), null);
    assertEquals(List.of("kept"), titles());

    after(Duration.ofDays(10_000), null);
    assertEquals(List.of("kept"), titles());
  }

  @Test
  void whatHasNotChangedForAsLongAsIsSetIsRemovedAndOneLineSaysHowMuch() {
    after(Duration.ofDays(6), Duration.ofDays(7));
    assertEquals(List.of("deleted", "kept"), titles());

    try (TestingLog log = TestingLog.of(Retention.class)) {
      after(Duration.ofDays(31), Duration.ofDays(7));

      assertEquals(List.of(), titles());
      assertEquals(
          "INFO Retention Removed what is kept no longer deleted_conversations=\"1\""
              + " old_conversations=\"1\" expired_results=\"0\" \n",
          log.text());
    }
  }

  private static void after(Duration time, @Nullable Duration kept) {
    new Retention(
            new Conversations(store.general()),
            new Results(store),
            kept,
            Clock.offset(Clock.systemUTC(), time))
        .run();
  }

  private static List<String> titles() {
    return database.query("SELECT title FROM chat_conversations ORDER BY title").stream()
        .map(row -> String.valueOf(row.getFirst()))
        .toList();
  }

  private static @Nullable String results() {
    return database.query("SELECT count(*) FROM chatdata.results").getFirst().getFirst();
  }
}
