package io.chatdata.server.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Json;
import io.chatdata.server.sql.DatabaseConfig;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.store.Store;
import io.chatdata.server.store.StoreConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The seven tools over databases of {@link TestingPostgres}, with a store of their own. */
final class TestingTools implements AutoCloseable {
  final TestingPostgres.TestingDatabase storeDatabase = TestingPostgres.create();
  final Store store;
  final Connections connections;
  final Results results;
  final Tools tools;

  TestingTools(DatabaseConfig... configs) {
    store =
        Store.open(
            new StoreConfig(Path.of("target"), storeDatabase.url("postgres", "not needed"), true));
    connections = Connections.open(Arrays.stream(configs).map(TestingTools::connection).toList());
    results = new Results(store);
    tools = new Tools(connections, results);
  }

  /** The tools over one database that the reader may read. */
  static TestingTools over(TestingPostgres.TestingDatabase database) {
    return new TestingTools(TestingConfig.of(database.url()).build());
  }

  private static ConnectionConfig connection(DatabaseConfig config) {
    String id = config.connectionId();
    return new ConnectionConfig(
        id, "Name of " + id, "Description of " + id, "Notes on " + id, config);
  }

  /** A direct call; arguments in JSON, with single quotes for brevity. */
  ToolOutcome run(String tool, String arguments) {
    return tools.run(tool, json(arguments), direct());
  }

  /** A call by a model in a direct context; arguments in JSON, with single quotes for brevity. */
  ToolReply call(String tool, String arguments) {
    return tools.call(tool, json(arguments), direct());
  }

  /** A call by a model in a turn. */
  ToolReply call(String tool, String arguments, UUID turnId) {
    return tools.call(tool, json(arguments), new ToolContext("", turnId, new Cancellation()));
  }

  /** How a call by a model fails. */
  ToolOutcome.Failure failure(String tool, String arguments) {
    return (ToolOutcome.Failure) call(tool, arguments).outcome();
  }

  /** A turn that is running on this server. */
  UUID turn() {
    UUID conversation = UUID.randomUUID();
    UUID turn = UUID.randomUUID();
    storeDatabase.run(
        """
        INSERT INTO public.chat_conversations (id, provider, model) VALUES ('%1$s', 'p', 'm');
        INSERT INTO chatdata.turns (id, conversation_id, owner_server, status, user_message_id,
          assistant_message_id, provider, model, connection_id)
        VALUES ('%2$s', '%1$s', '%3$s', 'RUNNING', '%1$s', '%1$s', 'p', 'm', 'shop')
        """
            .formatted(conversation, turn, store.lease().me()));
    return turn;
  }

  static ToolContext direct() {
    return new ToolContext("", null, new Cancellation());
  }

  static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }

  static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }

  @Override
  public void close() {
    connections.close();
    store.close();
  }
}
