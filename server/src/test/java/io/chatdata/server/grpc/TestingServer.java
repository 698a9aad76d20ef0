package io.chatdata.server.grpc;

import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.conversation.Conversations;
import io.chatdata.server.conversation.Search;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.explorer.Connections;
import io.chatdata.server.explorer.Results;
import io.chatdata.server.explorer.Tools;
import io.chatdata.server.llm.ModelMetrics;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.Providers;
import io.chatdata.server.setup.SettingsFile;
import io.chatdata.server.setup.Setup;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.server.store.Store;
import io.chatdata.server.store.StoreConfig;
import io.chatdata.server.turn.TestingProvider;
import io.chatdata.server.turn.TurnLimits;
import io.chatdata.server.turn.Turns;
import io.chatdata.telemetry.Telemetry;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.DataServiceGrpc.DataServiceBlockingStub;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageBranch;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.SetupServiceGrpc;
import io.chatdata.v1.SetupServiceGrpc.SetupServiceBlockingStub;
import io.chatdata.v1.Turn;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A whole server on real PostgreSQL, with a scripted provider "testing" and, unless others are
 * given, one connection "data", and a client of it.
 */
public final class TestingServer implements AutoCloseable {
  static final TurnLimits LIMITS = new TestingLimits().build();

  final TestingDatabase storeDatabase;
  final Store store;
  final Conversations conversations;
  final Turns turns;
  final TestingProvider provider = new TestingProvider();
  final PrometheusRegistry metrics = new PrometheusRegistry();
  final ChatServiceBlockingStub chat;
  final DataServiceBlockingStub data;
  final SetupServiceBlockingStub setup;
  final Path home;
  private final Connections connections;
  private final GrpcServer server;
  final ManagedChannel channel;

  private TestingServer(
      TestingDatabase storeDatabase,
      int storePort,
      Path home,
      List<ConnectionConfig> connected,
      TurnLimits limits,
      Provider... more) {
    this(storeDatabase, storePort, home, connected, limits, 0, more);
  }

  private TestingServer(
      TestingDatabase storeDatabase,
      int storePort,
      Path home,
      List<ConnectionConfig> connected,
      TurnLimits limits,
      int port,
      Provider... more) {
    this.storeDatabase = storeDatabase;
    this.home = home;
    DatabaseUrl direct = storeDatabase.url("postgres", "not needed");
    DatabaseUrl url =
        new DatabaseUrl(
            direct.host(),
            storePort,
            direct.database(),
            direct.user(),
            direct.password(),
            direct.parameters());
    store = Store.open(new StoreConfig(Path.of("target"), url, true));
    connections = Connections.open(connected);
    conversations = new Conversations(store.general());
    var results = new Results(store);
    var tools = new Tools(connections, results);
    List<Provider> all = new ArrayList<>(List.of(more));
    all.addFirst(provider);
    var providers = new Providers(all, "");
    var saved = new Setup(new SettingsFile(home), connections, providers, one -> one);
    saved.restore();
    turns =
        new Turns(
            store,
            new Events(),
            providers,
            tools,
            connections,
            new ModelMetrics(metrics),
            limits,
            Clock.systemUTC());
    turns.start();
    store.measure(metrics);
    connections.measure(metrics);
    server =
        new GrpcServer(
            ListenConfig.loopback(port),
            List.of(
                new ChatGrpcService(
                    conversations,
                    new Search(store.general()),
                    turns,
                    providers,
                    connections,
                    results),
                new DataGrpcService(tools, connections, (id, limit, _) -> List.of()),
                new SetupGrpcService(saved)),
            new CallMetrics(metrics),
            Telemetry.OFF,
            store.lease()::beating);
    server.start();
    channel = ManagedChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
    chat = ChatServiceGrpc.newBlockingStub(channel);
    data = DataServiceGrpc.newBlockingStub(channel);
    setup = SetupServiceGrpc.newBlockingStub(channel);
  }

  /** A server with a store of its own and a small table to ask about. */
  public static TestingServer start(Provider... more) {
    return start(LIMITS, more);
  }

  static TestingServer start(TurnLimits limits, Provider... more) {
    TestingDatabase data =
        TestingPostgres.create()
            .run(
                """
                CREATE TABLE pets (id int PRIMARY KEY, name text, born date);
                INSERT INTO pets SELECT n, 'pet ' || n, date '2020-01-01' + n
                FROM generate_series(1, 120) n
                """)
            .grant("public");
    return new TestingServer(
        TestingPostgres.create(), TestingPostgres.port(), home(), connected(data), limits, more);
  }

  /** A server with a store of its own and any connections. */
  static TestingServer startWith(List<ConnectionConfig> connections, Provider... more) {
    return new TestingServer(
        TestingPostgres.create(), TestingPostgres.port(), home(), connections, LIMITS, more);
  }

  /** A server on a store and in a data folder that there are. */
  static TestingServer startIn(Path home, TestingDatabase store, Provider... more) {
    return new TestingServer(
        store, TestingPostgres.port(), home, connected(TestingPostgres.create()), LIMITS, more);
  }

  private static Path home() {
    try {
      return Files.createTempDirectory("chatdata");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ConnectionConfig> connected(TestingDatabase data) {
    return List.of(
        new ConnectionConfig(
            "data",
            "Data",
            "",
            "A pet's name is not unique.",
            TestingConfig.of(data.url()).build()));
  }

  /** A server on databases that there are. */
  static TestingServer startOn(TestingDatabase store, TestingDatabase data, Provider... more) {
    return startOn(LIMITS, store, data, more);
  }

  static TestingServer startOn(
      TurnLimits limits, TestingDatabase store, TestingDatabase data, Provider... more) {
    return new TestingServer(store, TestingPostgres.port(), home(), connected(data), limits, more);
  }

  /** A server that reaches its store through a port of the test's. */
  static TestingServer startThrough(int storePort) {
    return new TestingServer(
        TestingPostgres.create(), storePort, home(), connected(TestingPostgres.create()), LIMITS);
  }

  /** Another server on the same store. */
  TestingServer second() {
    return secondThrough(TestingPostgres.port());
  }

  /** Another server on the same store, which it reaches through a port of the test's. */
  TestingServer secondThrough(int storePort) {
    return new TestingServer(
        storeDatabase, storePort, home(), connected(TestingPostgres.create()), LIMITS);
  }

  /** Ends, and begins anew on the same store and port. */
  TestingServer restart() {
    int port = port();
    close();
    return new TestingServer(
        storeDatabase,
        TestingPostgres.port(),
        home(),
        connected(TestingPostgres.create()),
        LIMITS,
        port);
  }

  int port() {
    return server.port();
  }

  Conversation conversation() {
    return chat.createConversation(CreateConversationRequest.getDefaultInstance());
  }

  Conversation conversation(String provider, String model) {
    return conversation(provider, model, "");
  }

  Conversation conversation(String provider, String model, String connection) {
    return chat.createConversation(
        CreateConversationRequest.newBuilder()
            .setProvider(provider)
            .setModel(model)
            .setConnectionId(connection)
            .build());
  }

  /** Sends a message and reads the turn to its end. */
  List<ChatEvent> ask(String conversationId, String content) {
    return all(send(conversationId, content));
  }

  /** Sends a message; the events come as they are read. */
  Iterator<ChatEvent> send(String conversationId, String content) {
    return send(chat, conversationId, content);
  }

  /** Sends a message to a server that need not be one of these. */
  static Iterator<ChatEvent> send(
      ChatServiceBlockingStub chat, String conversationId, String content) {
    return chat.sendMessage(
        SendMessageRequest.newBuilder()
            .setConversationId(conversationId)
            .setContent(content)
            .build());
  }

  List<ChatEvent> watch(String turnId, long after) {
    return watch(chat, turnId, after);
  }

  static List<ChatEvent> watch(ChatServiceBlockingStub chat, String turnId, long after) {
    return all(
        chat.watchTurn(
            WatchTurnRequest.newBuilder().setTurnId(turnId).setAfterSequence(after).build()));
  }

  List<Message> messages(String conversationId) {
    return messages(conversationId, MessageBranch.MESSAGE_BRANCH_ACTIVE);
  }

  List<Message> messages(String conversationId, MessageBranch branch) {
    return messages(chat, conversationId, branch);
  }

  static List<Message> messages(
      ChatServiceBlockingStub chat, String conversationId, MessageBranch branch) {
    return chat.listMessages(
            ListMessagesRequest.newBuilder()
                .setConversationId(conversationId)
                .setBranch(branch)
                .setPageSize(200)
                .build())
        .getMessagesList();
  }

  /** As the operator's port gives them. */
  String metricsPage() {
    var page = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(page, metrics.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page.toString(StandardCharsets.UTF_8);
  }

  /** Waits until a turn has ended, also while the store comes back. */
  Turn awaitEnd(String turnId) {
    while (true) {
      Turn turn =
          retrying(() -> chat.getTurn(GetTurnRequest.newBuilder().setTurnId(turnId).build()));
      if (turn.getStatus() != TurnStatus.TURN_STATUS_RUNNING) {
        return turn;
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** A call that is made again while the server says UNAVAILABLE or RESOURCE_EXHAUSTED. */
  static <T> T retrying(Supplier<T> call) {
    while (true) {
      try {
        return call.get();
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE
            && e.getStatus().getCode() != Status.Code.RESOURCE_EXHAUSTED) {
          throw e;
        }
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  static List<ChatEvent> all(Iterator<ChatEvent> events) {
    List<ChatEvent> all = new ArrayList<>();
    events.forEachRemaining(all::add);
    return all;
  }

  /** The texts of all token events. */
  static String text(List<ChatEvent> events) {
    var text = new StringBuilder();
    events.forEach(event -> text.append(event.getToken().getText()));
    return text.toString();
  }

  @Override
  public void close() {
    server.leave();
    turns.drain();
    channel.shutdownNow();
    server.close();
    turns.close();
    connections.close();
    store.close();
  }
}
