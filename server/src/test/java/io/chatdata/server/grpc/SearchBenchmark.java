package io.chatdata.server.grpc;

import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.conversation.Search;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.store.Store;
import io.chatdata.server.store.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long a search takes over many messages on the embedded store. Arguments: how many messages,
 * and a data folder that keeps them for the next time.
 */
final class SearchBenchmark {
  private static final int RUNS = 30;
  private static final int LIMIT_MILLIS = 200;

  /** Words as frequent as in a language: the n-th most frequent 1/n as often as the first. */
  private static final List<String> MESSAGES =
      List.of(
          """
          CREATE TEMP TABLE word AS
          SELECT n AS id, s[1 + n % 20] || s[1 + n / 20 % 20] || t[1 + n / 400 % 10]
            || CASE WHEN n >= 4000 THEN (n / 4000)::text ELSE '' END AS word
          FROM generate_series(0, 19999) n,
            (SELECT string_to_array(
                'ka re mo ti su no la ve pro der ing con sta ment our ies qu ber ten ord', ' ') AS s,
              string_to_array(' er s ing al ion ic ous ed ly', ' ') AS t) syllables
          """,
          """
          CREATE TEMP TABLE phrase AS
          SELECT x.id, string_agg(word.word, ' ') AS words
          FROM (SELECT id, floor(power(20000, random()))::int % 20000 AS word_id
                FROM generate_series(0, 49999) id, generate_series(1, 5)) x
          JOIN word ON word.id = x.word_id GROUP BY x.id
          """,
          "ANALYZE word, phrase",
          "ALTER TABLE chat_conversations DISABLE TRIGGER USER",
          "ALTER TABLE chat_messages DISABLE TRIGGER USER",
          """
          INSERT INTO chat_conversations (id, title, provider, model, updated_at)
          SELECT md5('c' || n)::uuid, words, 'p', 'm', now() - (:count / 20 - n) * interval '1 min'
          FROM generate_series(0, :count / 20 - 1) n JOIN phrase ON phrase.id = n % 50000
          """,
          """
          INSERT INTO chat_messages (id, conversation_id, role, content, sequence, created_at)
          SELECT md5('m' || n)::uuid, md5('c' || n / 20)::uuid,
            CASE n % 2 WHEN 0 THEN 'user' ELSE 'assistant' END, string_agg(phrase.words, ' '),
            n % 20 + 1, now() - (:count - n) * interval '3 s'
          FROM (SELECT n, (hashint8(n::bigint * 131 + part) & 2147483647) % 50000 AS phrase_id
                FROM generate_series(0, :count - 1) n, generate_series(0, n % 97 % 12) part
                OFFSET 0) x
          JOIN phrase ON phrase.id = x.phrase_id GROUP BY n
          """,
          "ALTER TABLE chat_conversations ENABLE TRIGGER USER",
          "ALTER TABLE chat_messages ENABLE TRIGGER USER",
          """
          INSERT INTO chatdata.search_entries (conversation_id, body)
          SELECT id, title FROM chat_conversations ORDER BY updated_at
          """,
          """
          INSERT INTO chatdata.search_entries (conversation_id, message_id, body)
          SELECT conversation_id, id, content FROM chat_messages ORDER BY created_at
          """);

  private SearchBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    Path home =
        arguments.length > 1
            ? Path.of(arguments[1]).toAbsolutePath()
            : Files.createTempDirectory("search-benchmark");
    try (Store store = Store.open(new StoreConfig(home, null, true))) {
      make(store.url(), count);
      var search = new Search(store.general());
      System.out.printf(
          "%,d messages; %d runs each; the limit is %d ms%n", count, RUNS, LIMIT_MILLIS);
      measure(search, "a frequent word", "moka");
      measure(search, "a frequent beginning", "mok");
      measure(search, "a rare word", "renoally4");
      measure(search, "a word that isn't there", "xylophone");
      measure(search, "three frequent words", "moka tika reka");
      measure(search, "two words, seldom together", "staberly3 kasuing");
      measure(search, "a frequent part of words", "kain");
      measure(search, "a rare part of words", "taberly4");
      measure(search, "a short word", "12");
    }
  }

  private static void measure(Search search, String what, String query) {
    long[] nanos = new long[RUNS];
    int hits = 0;
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      hits = search.find(new Search.Query(query, null, 20, "")).items().size();
      nanos[run] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%-28s %2d hits  p50 %6.1f ms  slowest %6.1f ms%s%n",
        what,
        hits,
        nanos[RUNS / 2] / 1e6,
        nanos[RUNS - 1] / 1e6,
        nanos[RUNS / 2] / 1e6 > LIMIT_MILLIS ? "  OVER THE LIMIT" : "");
  }

  private static void make(DatabaseUrl url, int count) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                url.jdbcUrl(), url.user(), Objects.requireNonNull(url.password()).reveal());
        Statement statement = connection.createStatement()) {
      String there =
          String.valueOf(
              TestingPostgres.rows(connection, "SELECT count(*) FROM chat_messages")
                  .getFirst()
                  .getFirst());
      if (!there.equals("0")) {
        System.out.printf("The store has %s messages already%n", there);
        return;
      }
      List<List<@Nullable String>> indexes =
          TestingPostgres.rows(
              connection,
              """
              SELECT indexname, indexdef FROM pg_indexes
              WHERE schemaname = 'chatdata' AND indexdef LIKE '% USING gin %'
              """);
      for (List<@Nullable String> index : indexes) {
        statement.execute("DROP INDEX chatdata." + index.getFirst());
      }
      for (String sql : MESSAGES) {
        statement.execute(sql.replace(":count", Integer.toString(count)));
      }
      for (List<@Nullable String> index : indexes) {
        statement.execute(index.getLast());
      }
      statement.execute("VACUUM ANALYZE");
    }
  }
}
