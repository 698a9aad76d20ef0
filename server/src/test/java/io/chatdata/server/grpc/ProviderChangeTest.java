package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.llm.TestingWireCheck;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.TurnStatus;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A conversation goes on with another provider, model or connection, and with the first again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderChangeTest {
  private final TestingModelServer models = new TestingModelServer();
  private final TestingServer server =
      TestingServer.startWith(
          List.of(connection("pets"), connection("ships")),
          Arrays.stream(TestingBrand.values())
              .map(brand -> models.provider(brand.wire, brand.id))
              .toArray(Provider[]::new));

  private static ConnectionConfig connection(String id) {
    TestingDatabase database =
        TestingPostgres.create()
            .run("CREATE TABLE of_%1$s AS SELECT 'row of %1$s' AS name".formatted(id))
            .grant("public");
    return new ConnectionConfig(id, id, "", "", TestingConfig.of(database.url()).id(id).build());
  }

  @AfterAll
  void close() {
    server.close();
    models.close();
  }

  static Stream<Arguments> pairs() {
    return Arrays.stream(TestingBrand.values())
        .flatMap(
            first ->
                Arrays.stream(TestingBrand.values())
                    .filter(other -> other != first)
                    .map(other -> arguments(first, other)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void allThatWasSaidAndDoneGoesToAnotherProviderAndBack(TestingBrand first, TestingBrand other) {
    String conversation = conversation(first);

    turn(conversation, first, first.model, "pets", List.of());
    turn(conversation, other, other.model, "pets", List.of("pets 1"));
    turn(conversation, first, first.model, "pets", List.of("pets 1", "pets 2"));
  }

  @ParameterizedTest
  @EnumSource
  void anotherModelOfTheProviderGetsItAll(TestingBrand brand) {
    String conversation = conversation(brand);

    turn(conversation, brand, brand.model, "pets", List.of());
    turn(conversation, brand, "another-model", "pets", List.of("pets 1"));
    turn(conversation, brand, brand.model, "pets", List.of("pets 1", "pets 2"));
  }

  @Test
  void anotherConnectionIsAskedAndItsTablesAreTold() {
    TestingBrand brand = TestingBrand.ANTHROPIC;
    String conversation = conversation(brand);

    turn(conversation, brand, brand.model, "pets", List.of());
    String ships = turn(conversation, brand, brand.model, "ships", List.of("pets 1"));
    String pets = turn(conversation, brand, brand.model, "pets", List.of("pets 1", "ships 2"));

    assertTrue(ships.contains("connection is 'ships'") && ships.contains("of_ships(name"), ships);
    assertFalse(ships.contains("of_pets(name"), ships);
    assertTrue(pets.contains("connection is 'pets'") && pets.contains("of_pets(name"), pets);
    assertFalse(pets.contains("of_ships(name"), pets);
  }

  private String conversation(TestingBrand brand) {
    return server.conversation(brand.id, brand.model, "pets").getId();
  }

  /**
   * A turn of two rounds with reasoning and two calls, whose requests are checked.
   *
   * @param before the turns before it, as it will be one itself: its connection and number
   * @return its first request
   */
  private String turn(
      String conversation,
      TestingBrand brand,
      String model,
      String connection,
      List<String> before) {
    String name = "%s %d".formatted(connection, before.size() + 1);
    int asked = models.requests().size();
    models.answer(
        TestingDelivery.of(
            TestingReply.saying("Looking for %s. ".formatted(name))
                .thinking("Thought of " + name)
                .calling("a", "list_tables", "{}")
                .calling(
                    "b",
                    "run_query",
                    "{\"sql\": \"select name, '%s' as mark from of_%s\"}"
                        .formatted(name, connection)
                        .replace("'", "\\u0027"))),
        TestingDelivery.of(
            TestingReply.saying("Found %s.".formatted(name)).thinking("Thought of " + name)));

    List<ChatEvent> events =
        TestingServer.all(
            server.chat.sendMessage(
                SendMessageRequest.newBuilder()
                    .setConversationId(conversation)
                    .setContent("Where is %s?".formatted(name))
                    .setProvider(brand.id)
                    .setModel(model)
                    .setConnectionId(connection)
                    .build()));

    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
    List<TestingModelServer.Request> requests = models.requests().subList(asked, asked + 2);
    for (TestingModelServer.Request request : requests) {
      TestingWireCheck.check(brand.wire, request.body());
      assertTrue((request.path() + request.body()).contains(model), request.path());
      String body = request.body().toString();
      for (String earlier : before) {
        assertTrue(body.contains("Where is %s?".formatted(earlier)), body);
        assertTrue(body.contains("Looking for %s. ".formatted(earlier)), body);
        assertTrue(body.contains("Found %s.".formatted(earlier)), body);
        // its call and what came of it
        assertEquals(1, count(body, "'%s' as mark".formatted(earlier)), body);
        assertEquals(1, count(body.replace("\\", ""), "\",\"%s\"]".formatted(earlier)), body);
        assertFalse(body.contains("Thought of " + earlier), body);
      }
    }
    String first = requests.getFirst().body().toString();
    assertEquals(0, count(first, TestingReply.SIGNATURE), first);
    assertFalse(first.contains("\"hidden\""), first);
    String second = requests.getLast().body().toString();
    assertEquals(
        brand.wire == ProviderConfig.Wire.OPENAI ? 0 : 1,
        count(second, TestingReply.SIGNATURE),
        second);
    assertTrue(second.contains("row of " + connection), second);
    return first;
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }
}
