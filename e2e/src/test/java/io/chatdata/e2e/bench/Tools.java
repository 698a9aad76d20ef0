package io.chatdata.e2e.bench;

import io.chatdata.v1.ListConversationsRequest;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.RunQueryRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a statement costs over psql's, and whether requests grow with what is stored. */
final class Tools {
  private static final double WARM_UP_SECONDS = 5;
  private static final int TIMES = 100;
  private static final int MANY = 100_000;
  private static final String MEDIAN = "median of %d, one after the other".formatted(TIMES);

  private final Product product;
  private final int rounds;
  private final Streams.Progress progress;
  private final List<Figure> figures = new ArrayList<>();

  Tools(Product product, int rounds, Streams.Progress progress) {
    this.product = product;
    this.rounds = rounds;
    this.progress = progress;
  }

  List<Figure> measure() throws Exception {
    statement("RunQuery of one row", "SELECT 1 AS one");
    statement("RunQuery of 1,000 rows", "SELECT * FROM orders ORDER BY id LIMIT 1000");
    growth();
    return figures;
  }

  private interface Call {
    void run() throws Exception;
  }

  private static double medianMillis(int times, Call call) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      call.run();
      millis.add((System.nanoTime() - start) / 1e6);
    }
    return Times.of(millis).median();
  }

  private void statement(String group, String sql) throws Exception {
    var request = RunQueryRequest.newBuilder().setSql(sql).build();
    Call call =
        () -> {
          if (product.data().runQuery(request).getRowCount() == 0) {
            throw new IllegalStateException("no rows of " + sql);
          }
        };
    progress.say("warming up: " + group);
    for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP_SECONDS * 1e9; ) {
      call.run();
    }
    List<Double> psql = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      progress.say("%s, round %d".formatted(group, round));
      List<Double> millis = PostgresPrograms.psqlMillis(product.database("demo"), sql, TIMES);
      if (!millis.isEmpty()) {
        psql.add(Times.of(millis).median());
      }
      ours.add(medianMillis(TIMES, call));
    }
    Figure figure = Figure.of(group, "over gRPC", "ms", ours).noting(MEDIAN);
    if (psql.isEmpty()) {
      figures.add(
          Figure.missing(
              group, "psql", PostgresPrograms.MISSING.formatted("psql", "postgresql-client")));
      figures.add(figure);
    } else {
      Figure least = Figure.of(group, "psql", "ms", psql).noting(MEDIAN);
      figures.add(least);
      figures.add(figure.over(least.value()));
    }
  }

  /** The first page of conversations, and of the messages of the newest, with few and with many. */
  private void growth() throws Exception {
    try (Connection store = DriverManager.getConnection(product.database("chatdata").jdbcUrl());
        Statement statement = store.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      statement.execute("DELETE FROM chat_conversations");
      fill(statement, 1, 10);
      List<Double> few = firstPages();
      progress.say("making %,d conversations".formatted(MANY));
      fill(statement, 11, MANY);
      List<Double> many = firstPages();
      figures.add(Figure.of("list and first page", "10 conversations", "ms", few).noting(MEDIAN));
      figures.add(
          Figure.of("list and first page", "%,d conversations".formatted(MANY), "ms", many)
              .noting(MEDIAN));
      figures.add(
          Figure.of(
                  "growth",
                  "%,d over 10 conversations".formatted(MANY),
                  "×",
                  List.of(Times.of(many).median() / Times.of(few).median()))
              .atMost(1.5));
    }
  }

  private static void fill(Statement statement, int first, int last) throws Exception {
    statement.execute(
        """
        INSERT INTO chat_conversations (id, title, provider, model, updated_at, head_message_id)
        SELECT md5('c' || n)::uuid, 'Conversation ' || n, 'p', 'm', now() - n * interval '1 min',
          md5('a' || n)::uuid
        FROM generate_series(%d, %d) n
        """
            .formatted(first, last));
    for (String role : List.of("user", "assistant")) {
      statement.execute(
          """
          INSERT INTO chat_messages
            (id, conversation_id, role, content, sequence, created_at, parent_message_id)
          SELECT md5('%3$s' || n)::uuid, md5('c' || n)::uuid, '%4$s', repeat('Some words. ', 20),
            %5$d, now() - n * interval '1 min', %6$s
          FROM generate_series(%1$d, %2$d) n
          """
              .formatted(
                  first,
                  last,
                  role.substring(0, 1),
                  role,
                  role.equals("user") ? 1 : 2,
                  role.equals("user") ? "NULL" : "md5('u' || n)::uuid"));
    }
    statement.execute("VACUUM ANALYZE chat_conversations, chat_messages");
  }

  private List<Double> firstPages() throws Exception {
    Call call =
        () -> {
          var page =
              product.chat().listConversations(ListConversationsRequest.getDefaultInstance());
          var messages =
              product
                  .chat()
                  .listMessages(
                      ListMessagesRequest.newBuilder()
                          .setConversationId(page.getConversations(0).getId())
                          .build());
          if (messages.getMessagesCount() != 2) {
            throw new IllegalStateException("messages: " + messages.getMessagesCount());
          }
        };
    progress.say("the list and the first page");
    double _ = medianMillis(TIMES, call);
    List<Double> samples = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      samples.add(medianMillis(TIMES, call));
    }
    return samples;
  }
}
