package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.chatdata.server.TestingLog;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ListConnectionsRequest;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.TurnStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys and passwords are in nothing that is logged, shown, asked, stored or measured. */
class NoSecretsTest {
  private static final String PASSWORD = "Pa55/of the+database";
  private static final String WRONG_PASSWORD = "Wr0ng/for the+database";
  private static final String QUESTION = "Which pets are there?";

  private static String key(TestingBrand brand) {
    return "Key/of+%s=0815".formatted(brand.id);
  }

  @Test
  void whateverHappensNoneIsWrittenAnywhere() {
    TestingDatabase data =
        TestingPostgres.create()
            .run("CREATE TABLE pets AS SELECT 1 AS id, 'Rex' AS name")
            .grant("public");
    data.run("ALTER ROLE %s PASSWORD '%s'".formatted(data.reader(), PASSWORD));
    try (var log = TestingLog.ofAll(Level.DEBUG);
        var models = new TestingModelServer();
        TestingServer server =
            TestingServer.startWith(
                List.of(
                    connection("data", data.url(data.reader(), PASSWORD)),
                    connection("locked", data.url(data.reader(), WRONG_PASSWORD))),
                Arrays.stream(TestingBrand.values())
                    .map(brand -> models.provider(brand.wire, brand.id, key(brand)))
                    .toArray(Provider[]::new))) {
      List<String> shown = new ArrayList<>();
      for (TestingBrand brand : TestingBrand.values()) {
        turns(server, models, brand).forEach(event -> shown.add(event.toString()));
      }
      shown.add(server.chat.listModels(ListModelsRequest.getDefaultInstance()).toString());
      shown.add(
          server.data.listConnections(ListConnectionsRequest.getDefaultInstance()).toString());

      List<String> secrets = new ArrayList<>(List.of(PASSWORD, WRONG_PASSWORD));
      Arrays.stream(TestingBrand.values()).forEach(brand -> secrets.add(key(brand)));
      String stored = stored(server.storeDatabase);
      // What is looked for would be found.
      assertTrue(stored.contains(QUESTION) && stored.contains(hex(QUESTION)), stored);
      assertTrue(String.join("", shown).contains("***") && stored.contains("***"), stored);
      assertTrue(log.text().contains("TurnLine"), log.text());
      for (String secret : secrets) {
        assertIsNotIn(secret, String.join("\n", shown));
        assertIsNotIn(secret, log.text());
        assertIsNotIn(secret, stored);
        assertIsNotIn(hex(secret), stored);
        assertIsNotIn(secret, server.metricsPage());
        models
            .requests()
            .forEach(request -> assertIsNotIn(secret, request.path() + request.body()));
      }
    }
  }

  /** Good ones, and such whose provider or database tells the secret in its error. */
  private static List<ChatEvent> turns(
      TestingServer server, TestingModelServer models, TestingBrand brand) {
    List<ChatEvent> all = new ArrayList<>();
    String echo =
        "{\"error\": {\"type\": \"api_error\", \"message\": \"Login with '%s' failed\"}}"
            .formatted(key(brand));
    models.answer(
        TestingDelivery.of(
            TestingReply.saying("Looking. ")
                .thinking("Hm")
                .calling("a", "run_query", "{\"sql\": \"select name from pets\"}")
                .calling("b", "run_query", "{\"sql\": \"select nothing from pets\"}")
                .calling("c", "list_connections", "{}")
                .calling("d", "list_tables", "{\"connection_id\": \"locked\"}")),
        TestingDelivery.of(TestingReply.saying("Rex.")));
    all.addAll(turn(server, brand, TurnStatus.TURN_STATUS_COMPLETED));
    models.answer(TestingDelivery.status(401, echo));
    all.addAll(turn(server, brand, TurnStatus.TURN_STATUS_FAILED));
    for (int attempt = 0; attempt < 3; attempt++) {
      models.answer(TestingDelivery.status(500, echo, "X-Echo: " + key(brand)));
    }
    all.addAll(turn(server, brand, TurnStatus.TURN_STATUS_FAILED));
    models.answer(TestingDelivery.status(403, "No entry with " + key(brand)));
    all.addAll(turn(server, brand, TurnStatus.TURN_STATUS_FAILED));
    List<String> broken = new ArrayList<>(TestingReply.saying("Well").events(brand.wire));
    broken.subList(Math.min(4, broken.size() - 1), broken.size()).clear();
    broken.add(echo);
    models.answer(TestingDelivery.events(broken));
    all.addAll(turn(server, brand, TurnStatus.TURN_STATUS_FAILED));
    return all;
  }

  private static List<ChatEvent> turn(TestingServer server, TestingBrand brand, TurnStatus end) {
    String conversation = server.conversation(brand.id, brand.model, "data").getId();
    List<ChatEvent> events = server.ask(conversation, QUESTION);
    assertEquals(end, events.getLast().getTurnFinished().getStatus(), events::toString);
    return events;
  }

  private static void assertIsNotIn(String secret, String text) {
    assertFalse(text.contains(secret), () -> secret + " is in " + text);
  }

  /** Every row of every table that is not PostgreSQL's own. */
  private static String stored(TestingDatabase store) {
    List<List<@Nullable String>> tables =
        store.query(
            """
            select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema')
            """);
    assertTrue(tables.size() >= 6, tables.toString());
    return tables.stream()
        .flatMap(table -> store.query("select t::text from %s t".formatted(table.get(0))).stream())
        .map(row -> String.valueOf(row.getFirst()))
        .collect(Collectors.joining("\n"));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ConnectionConfig connection(String id, DatabaseUrl url) {
    return new ConnectionConfig(id, id, "", "", TestingConfig.of(url).id(id).build());
  }
}
