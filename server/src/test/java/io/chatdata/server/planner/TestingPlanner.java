package io.chatdata.server.planner;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.explorer.Connections;
import io.chatdata.server.explorer.Results;
import io.chatdata.server.explorer.ToolContext;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.explorer.ToolReply;
import io.chatdata.server.explorer.Tools;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ModelReply;
import io.chatdata.server.llm.ModelRequest;
import io.chatdata.server.llm.Prompt;
import io.chatdata.server.sql.DatabaseConfig;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.store.Store;
import io.chatdata.server.store.StoreConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The planner over a database, driven through the real tools as a turn drives a model. */
final class TestingPlanner implements AutoCloseable {
  private static final int MOST_ROUNDS = 12;

  private final TestingPostgres.TestingDatabase database;
  private final DatabaseConfig config;
  private final Store store;
  private final Connections connections;
  private final Tools tools;
  private Instant now;

  /**
   * Opens the tools.
   *
   * @param now what the clock says, by the clock of the connection's zone
   */
  TestingPlanner(
      TestingPostgres.TestingDatabase database, DatabaseConfig config, LocalDateTime now) {
    this.database = database;
    this.config = config;
    this.now = now.atZone(config.timeZone()).toInstant();
    this.store =
        Store.open(
            new StoreConfig(
                Path.of("target"), TestingPostgres.create().url("postgres", "unused"), true));
    this.connections =
        Connections.open(
            List.of(
                new ConnectionConfig(
                    config.connectionId(), "The tests' database", "Made up", "", config)));
    this.tools = new Tools(connections, new Results(store));
  }

  TestingPostgres.TestingDatabase database() {
    return database;
  }

  DatabaseConfig config() {
    return config;
  }

  /** Sets the clock, by the clock of the connection's zone. */
  TestingPlanner at(LocalDateTime local) {
    now = local.atZone(config.timeZone()).toInstant();
    return this;
  }

  BuiltinPlanner planner() {
    return new BuiltinPlanner(this::place, Clock.fixed(now, ZoneOffset.UTC));
  }

  private Place place(String connectionId) {
    return new Place(
        config.connectionId(),
        connections.database(connectionId).catalog(),
        config.timeZone(),
        config.rowsToModel());
  }

  Tools tools() {
    return tools;
  }

  /** The answer to the last of some messages of one conversation. */
  TestingAnswer ask(String... messages) {
    List<Prompt> prompts = new ArrayList<>();
    TestingAnswer answer = null;
    for (String message : messages) {
      prompts.add(new Prompt.User(message));
      answer = turn(prompts);
    }
    if (answer == null) {
      throw new IllegalArgumentException("There is no message");
    }
    return answer;
  }

  /** The answer to the last of some messages of which the earlier ones were left unanswered. */
  TestingAnswer ask(List<String> messages) {
    List<Prompt> prompts = new ArrayList<>();
    messages.forEach(message -> prompts.add(new Prompt.User(message)));
    return turn(prompts);
  }

  /** Answers the last prompt, and adds what it did to the prompts as earlier turns are given. */
  private TestingAnswer turn(List<Prompt> prompts) {
    BuiltinPlanner planner = planner();
    List<Prompt> current = new ArrayList<>(prompts);
    StringBuilder text = new StringBuilder();
    List<ModelEvent.ToolCall> allCalls = new ArrayList<>();
    List<ToolOutcome> outcomes = new ArrayList<>();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      StringBuilder said = new StringBuilder();
      List<ModelEvent.ToolCall> calls = new ArrayList<>();
      ModelReply reply =
          planner.ask(
              new ModelRequest(
                  planner.defaultModel(), "", current, tools.specs(), config.connectionId()),
              event -> {
                switch (event) {
                  case ModelEvent.Text piece -> said.append(piece.text());
                  case ModelEvent.ToolCall call -> calls.add(call);
                  case ModelEvent.Thinking thinking -> {}
                }
              },
              new Cancellation());
      text.append(said);
      current.add(new Prompt.Assistant(said.toString(), List.of(), calls));
      prompts.add(new Prompt.Assistant(said.toString(), List.of(), calls));
      if (reply.finishReason() != FinishReason.TOOL_CALLS) {
        return new TestingAnswer(
            text.toString(),
            said.toString(),
            allCalls,
            outcomes,
            reply.followUps(),
            reply.choices());
      }
      for (ModelEvent.ToolCall call : calls) {
        ToolReply result =
            tools.call(
                call.tool(),
                Json.parse(call.arguments()),
                new ToolContext(config.connectionId(), null, new Cancellation()));
        allCalls.add(call);
        outcomes.add(result.outcome());
        current.add(
            new Prompt.ToolOutput(call.id(), call.tool(), result.modelOutput(), result.outcome()));
        prompts.add(new Prompt.ToolOutput(call.id(), call.tool(), result.modelOutput(), null));
      }
    }
    throw new AssertionError("No answer after %d rounds:%n%s".formatted(MOST_ROUNDS, text));
  }

  @Override
  public void close() {
    connections.close();
    store.close();
  }
}
