package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import com.google.protobuf.Message;
import io.chatdata.server.TestingLog;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.ProviderConfig.Wire;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.CreateConnectionRequest;
import io.chatdata.v1.ListConnectionsRequest;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.SetProviderKeyRequest;
import io.chatdata.v1.TestConnectionRequest;
import io.chatdata.v1.TurnStatus;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys and passwords are in nothing that is logged, shown, asked, stored or measured. */
class NoSecretsTest {
  private static final String PASSWORD = "Pa55/of the+database";
  private static final String WRONG_PASSWORD = "Wr0ng/for the+database";
  private static final String OWN_KEY = "Key/of+a-person=0815";
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
                Stream.concat(
                        Arrays.stream(TestingBrand.values())
                            .map(brand -> models.provider(brand.wire, brand.id, key(brand))),
                        Stream.of(models.provider(Wire.OPENAI, "own", "").withKey(null)))
                    .toArray(Provider[]::new))) {
      List<String> shown = new ArrayList<>();
      for (TestingBrand brand : TestingBrand.values()) {
        turns(server, models, brand).forEach(event -> shown.add(event.toString()));
      }
      setUp(server, models, data).forEach(shown::add);
      shown.add(server.chat.listModels(ListModelsRequest.getDefaultInstance()).toString());
      shown.add(
          server.data.listConnections(ListConnectionsRequest.getDefaultInstance()).toString());

      List<String> secrets = new ArrayList<>(List.of(PASSWORD, WRONG_PASSWORD, OWN_KEY));
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

  /** What a person types in while the server runs, right and wrong, and then uses. */
  private static List<String> setUp(
      TestingServer server, TestingModelServer models, TestingDatabase data) {
    List<String> shown = new ArrayList<>();
    String url = "postgresql://localhost:%d/".formatted(TestingPostgres.port());
    for (String password : List.of(PASSWORD, WRONG_PASSWORD)) {
      String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8);
      String within = url.replace("//", "//%s:%s@".formatted(data.reader(), encoded));
      for (String address : List.of(within + data.name(), within + "nothing", within, password)) {
        shown.add(
            said(
                () ->
                    server.setup.testConnection(
                        TestConnectionRequest.newBuilder().setUrl(address).build())));
      }
      shown.add(
          said(
              () ->
                  server.setup.createConnection(
                      CreateConnectionRequest.newBuilder()
                          .setId("own")
                          .setUrl(url + data.name())
                          .setUser(data.reader())
                          .setPassword(password)
                          .build())));
    }
    for (int status : List.of(401, 500, 200)) {
      models.answer(TestingDelivery.status(status, "Not with " + OWN_KEY, "X-Echo: " + OWN_KEY));
      shown.add(said(() -> server.setup.setProviderKey(ownKey(OWN_KEY))));
    }
    shown.add(said(() -> server.setup.setProviderKey(ownKey(OWN_KEY + " twice"))));
    models.answer(
        TestingDelivery.of(TestingReply.saying("Looking.").calling("a", "list_connections", "{}")),
        TestingDelivery.of(TestingReply.saying("One.")));
    String conversation = server.conversation("own", "gpt-5-mini", "own").getId();
    List<ChatEvent> events = server.ask(conversation, QUESTION);
    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
    events.forEach(event -> shown.add(event.toString()));
    return shown;
  }

  private static SetProviderKeyRequest ownKey(String key) {
    return SetProviderKeyRequest.newBuilder().setProvider("own").setKey(key).build();
  }

  /** What a call answers, or all that its error tells. */
  private static String said(Supplier<Message> call) {
    try {
      return call.get().toString();
    } catch (StatusRuntimeException e) {
      return e + String.valueOf(StatusProto.fromThrowable(e));
    }
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
