package io.chatdata.server.planner;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.llm.Charge;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.Model;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ModelReply;
import io.chatdata.server.llm.ModelRequest;
import io.chatdata.server.llm.Prompt;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.sql.Catalog;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers questions in plain English without a model, by calls of the tools. It works as a model
 * does: each call of {@link #ask} is one round that either calls tools or answers. It keeps nothing
 * between two rounds or turns, and reads the conversation anew each time.
 */
public final class BuiltinPlanner implements Provider {
  private static final String ID = "builtin";
  private static final int MOST_ROUNDS = 8;
  private static final int MOST_LOOK_UPS = 4;

  /** A word and the blanks after it. */
  private static final Pattern PIECE = Pattern.compile("\\S*\\s+|\\S+");

  private final Function<String, Place> places;
  private final Clock clock;
  private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

  private record Known(Catalog catalog, Vocabulary vocabulary) {}

  /**
   * A planner.
   *
   * @param places what is known of a connection; may throw a {@link ChatdataException} where it
   *     can't be reached or is refused
   * @param clock tells what today and now mean
   */
  public BuiltinPlanner(Function<String, Place> places, Clock clock) {
    this.places = places;
    this.clock = clock;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String name() {
    return "Built-in (no model)";
  }

  @Override
  public String unavailableReason() {
    return "";
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public List<Model> models() {
    return List.of(Model.unknown(defaultModel(), name()));
  }

  @Override
  public String defaultModel() {
    return "planner";
  }

  @Override
  public ModelReply ask(
      ModelRequest request, Consumer<ModelEvent> events, Cancellation cancellation) {
    int last = lastUser(request.prompts());
    Outcomes outcomes = Outcomes.of(request.prompts().subList(last + 1, request.prompts().size()));
    Instant now = outcomes.began().orElseGet(clock::instant);
    Step step = step(request, last, outcomes, now);
    return switch (step) {
      case Step.Answer answer ->
          send(answer.text(), events, cancellation)
              ? reply(FinishReason.STOP, answer.followUps(), answer.choices())
              : cancelled();
      case Step.Calls calls -> {
        String text = calls.text().isEmpty() ? "" : calls.text() + "\n\n";
        if (!send(text, events, cancellation)) {
          yield cancelled();
        }
        int number = 1;
        for (Call call : calls.calls()) {
          if (outcomes.of(call).isEmpty()) {
            events.accept(event(call, outcomes.id(now, number++)));
          }
        }
        yield reply(FinishReason.TOOL_CALLS, List.of(), List.of());
      }
    };
  }

  private Step step(ModelRequest request, int last, Outcomes outcomes, Instant now) {
    if (outcomes.rounds() >= MOST_ROUNDS) {
      return Step.answer(
          "I stop here: the tools' results kept changing while I worked. Please ask again.",
          List.of());
    }
    List<String> messages = new ArrayList<>();
    for (Prompt prompt : request.prompts().subList(0, last + 1)) {
      if (prompt instanceof Prompt.User user) {
        messages.add(user.text());
      }
    }
    if (messages.isEmpty()) {
      return Step.answer("Ask me something about your data.", List.of());
    }
    Place place;
    try {
      place = places.apply(request.connectionId());
    } catch (ChatdataException e) {
      return withoutPlace(request.connectionId(), messages, outcomes, e);
    }
    Vocabulary vocabulary = vocabulary(place);
    LocalDateTime local = LocalDateTime.ofInstant(now, place.timeZone());
    Values values = Values.none();
    for (int i = 0; i < MOST_LOOK_UPS; i++) {
      Reader reader = new Reader(vocabulary, values, local, place.timeZone());
      Reading reading = new Conversation(reader, messages).read();
      if (!(reading instanceof Reading.LookUp lookUp)) {
        return new Answers(place, reader, local, messages.getLast()).of(reading).next(outcomes);
      }
      if (lookUp.attributes().isEmpty()) {
        values = values.plus(LookUpSql.none(lookUp));
        continue;
      }
      Call call = LookUpSql.call(lookUp);
      Optional<ToolOutcome> outcome = outcomes.of(call);
      if (outcome.isEmpty()) {
        return new Step.Calls("First I look up which columns hold what you name.", List.of(call));
      }
      if (!(outcome.get() instanceof ToolOutcome.Query(var stored))) {
        return Failed.answer(outcome.get());
      }
      values = values.plus(LookUpSql.hits(lookUp, stored.result()));
    }
    return Step.answer("I can't find out what the values in your question are.", List.of());
  }

  /** The databases can be listed, and help be given, though this one can't be reached. */
  private static Step withoutPlace(
      String connectionId, List<String> messages, Outcomes outcomes, ChatdataException e) {
    Vocabulary nothing = new Vocabulary(new Schema(new Catalog(List.of(), List.of())));
    Reading reading =
        new Reader(
                nothing,
                Values.none(),
                LocalDateTime.of(2025, 1, 1, 0, 0),
                java.time.ZoneOffset.UTC)
            .read(messages.getLast());
    return switch (reading) {
      case Reading.Databases databases -> new DatabasesAnswer(connectionId).next(outcomes);
      case Reading.Help(Reading.Help.Kind kind) -> new HelpAnswer(kind, List.of()).next(outcomes);
      default ->
          Step.answer(
              "I can't explore the connection %s: %s"
                  .formatted(Markdown.code(connectionId), Markdown.escape(e.problem().message())),
              List.of("What databases can I explore?"));
    };
  }

  private Vocabulary vocabulary(Place place) {
    return known
        .compute(
            place.connectionId(),
            (id, old) ->
                old != null && old.catalog() == place.catalog()
                    ? old
                    : new Known(place.catalog(), new Vocabulary(new Schema(place.catalog()))))
        .vocabulary();
  }

  private static int lastUser(List<Prompt> prompts) {
    for (int i = prompts.size() - 1; i >= 0; i--) {
      if (prompts.get(i) instanceof Prompt.User) {
        return i;
      }
    }
    return -1;
  }

  /** Sends a text in pieces; false when it was cancelled on the way. */
  private static boolean send(String text, Consumer<ModelEvent> events, Cancellation cancellation) {
    Matcher pieces = PIECE.matcher(text);
    while (pieces.find()) {
      if (cancellation.isCancelled()) {
        return false;
      }
      events.accept(new ModelEvent.Text(pieces.group()));
    }
    return !cancellation.isCancelled();
  }

  private static ModelEvent.ToolCall event(Call call, String id) {
    try {
      String arguments = Json.MAPPER.writeValueAsString(call.arguments());
      return new ModelEvent.ToolCall(id, call.tool(), arguments, "");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ModelReply cancelled() {
    return reply(FinishReason.CANCELLED, List.of(), List.of());
  }

  private static ModelReply reply(
      FinishReason reason, List<String> followUps, List<String> choices) {
    return new ModelReply(reason, "", Charge.NONE, followUps, choices, null, null);
  }
}
