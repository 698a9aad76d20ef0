package io.chatdata.gateway;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.DeleteConversationRequest;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.ListMessagesResponse;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.Turn;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.UpdateConversationRequest;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.StatusRuntimeException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Conversations, messages and turns. */
final class ChatRoutes {
  static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");

  private static final String CHAT = "/api/v1/chat";
  private static final String CONVERSATIONS = CHAT + "/conversations";
  private static final String TURNS = CHAT + "/turns/";

  private final Backend backend;
  private final Rpcs rpcs;
  private final Metrics metrics;
  private final Ticker ticker;
  private final Duration heartbeat;

  ChatRoutes(Backend backend, Rpcs rpcs, Metrics metrics, Ticker ticker, Duration heartbeat) {
    this.backend = backend;
    this.rpcs = rpcs;
    this.metrics = metrics;
    this.ticker = ticker;
    this.heartbeat = heartbeat;
  }

  List<Route> routes() {
    return List.of(
        create(),
        rpcs.get(CONVERSATIONS, ChatServiceGrpc.getListConversationsMethod(), Backend.CHAT),
        get(),
        update(),
        delete(),
        rpcs.post(
            CONVERSATIONS + "/{id}/undelete",
            ChatServiceGrpc.getUndeleteConversationMethod(),
            Backend.CHAT),
        send(),
        rpcs.get(
            CONVERSATIONS + "/{conversation_id}/messages",
            ChatServiceGrpc.getListMessagesMethod(),
            Backend.CHAT),
        rpcs.get(TURNS + "{turn_id}", ChatServiceGrpc.getGetTurnMethod(), Backend.CHAT),
        watch(),
        rpcs.post(TURNS + "{turn_id}/cancel", ChatServiceGrpc.getCancelTurnMethod(), Backend.CHAT),
        rpcs.get(CHAT + "/models", ChatServiceGrpc.getListModelsMethod(), Backend.CHAT),
        rpcs.get(CHAT + "/search", ChatServiceGrpc.getSearchMessagesMethod(), Backend.CHAT));
  }

  private Route create() {
    var rpc = ChatServiceGrpc.getCreateConversationMethod();
    Input<CreateConversationRequest> input = Input.body(rpc);
    return new Route(
        "POST",
        CONVERSATIONS,
        Rpcs.operationId(rpc),
        rpc.getFullMethodName(),
        "",
        input,
        List.of(
            Route.Reply.json(
                201, "Created; its path is in Location.", Conversation.getDescriptor())),
        exchange -> {
          Conversation created =
              rpcs.call(rpc, input.read(exchange).message(), Backend.CHAT, exchange);
          exchange.setHeader(HeaderNames.LOCATION, CONVERSATIONS + "/" + created.getId());
          exchange.json(201, JsonPrinter.print(created));
        });
  }

  private Route get() {
    var rpc = ChatServiceGrpc.getGetConversationMethod();
    Input<GetConversationRequest> input = Input.query(rpc);
    return new Route(
        "GET",
        CONVERSATIONS + "/{id}",
        Rpcs.operationId(rpc),
        rpc.getFullMethodName(),
        "With the first page of its messages.",
        input,
        List.of(Route.Reply.json(200, "The conversation.", "ConversationWithMessages")),
        exchange -> {
          GetConversationRequest request = input.read(exchange).message();
          Conversation conversation = rpcs.call(rpc, request, Backend.CHAT, exchange);
          // Read after it: a client that knows when the conversation changed has all up to then.
          ListMessagesResponse messages =
              rpcs.call(
                  ChatServiceGrpc.getListMessagesMethod(),
                  ListMessagesRequest.newBuilder().setConversationId(request.getId()).build(),
                  Backend.CHAT,
                  exchange);
          exchange.json(200, together(conversation, messages));
        });
  }

  private Route update() {
    var rpc = ChatServiceGrpc.getUpdateConversationMethod();
    Input<Conversation> input =
        new Input<>(
            Conversation.getDefaultInstance(),
            true,
            List.of(
                new Input.Extra(
                    "update_mask",
                    false,
                    "Which fields to change, separated by commas. Empty means those in the"
                        + " body.")));
    return new Route(
        "PATCH",
        CONVERSATIONS + "/{id}",
        Rpcs.operationId(rpc),
        rpc.getFullMethodName(),
        "",
        input,
        List.of(Route.Reply.json(200, "The result.", Conversation.getDescriptor())),
        exchange -> {
          Input.Parsed<Conversation> parsed = input.read(exchange);
          String mask = parsed.extras().getOrDefault("update_mask", "");
          var paths = mask.isEmpty() ? parsed.given() : List.of(mask.split(","));
          if (paths.isEmpty()) {
            throw Problem.field("update_mask", "The body has no field to change").toException();
          }
          var request =
              UpdateConversationRequest.newBuilder()
                  .setConversation(parsed.message())
                  .setUpdateMask(FieldMask.newBuilder().addAllPaths(paths))
                  .build();
          exchange.json(rpcs.call(rpc, request, Backend.CHAT, exchange));
        });
  }

  private Route delete() {
    var rpc = ChatServiceGrpc.getDeleteConversationMethod();
    Input<DeleteConversationRequest> input = Input.query(rpc);
    return new Route(
        "DELETE",
        CONVERSATIONS + "/{id}",
        Rpcs.operationId(rpc),
        rpc.getFullMethodName(),
        "",
        input,
        List.of(Route.Reply.empty(204, "Deleted.")),
        exchange -> {
          rpcs.call(rpc, input.read(exchange).message(), Backend.CHAT, exchange);
          exchange.noContent();
        });
  }

  private Route send() {
    var rpc = ChatServiceGrpc.getSendMessageMethod();
    Input<SendMessageRequest> input =
        Input.body(
            rpc,
            new Input.Extra(
                "stream",
                true,
                "False waits for the end and answers with the finished turn as JSON, whatever its"
                    + " status. True, which is the default, streams its events."),
            new Input.Extra(
                "detach", true, "True answers with the turn's id at once; the turn goes on."));
    return new Route(
        "POST",
        CONVERSATIONS + "/{conversation_id}/messages",
        Rpcs.operationId(rpc),
        rpc.getFullMethodName(),
        "",
        input,
        List.of(
            Route.Reply.events(),
            Route.Reply.json(200, "With stream false: the turn.", "TurnWithMessage"),
            Route.Reply.json(202, "With detach true: its path is in Location.", "DetachedTurn")),
        exchange -> {
          Input.Parsed<SendMessageRequest> parsed = input.read(exchange);
          try (EventStream stream = backend.send(parsed.message())) {
            if (parsed.isTrue("detach")) {
              detach(exchange, stream);
            } else if ("false".equals(parsed.extras().get("stream"))) {
              finish(exchange, stream);
            } else {
              new SseReply(exchange, stream, backend, metrics, heartbeat).run(ticker);
            }
          }
        });
  }

  private Route watch() {
    var rpc = ChatServiceGrpc.getWatchTurnMethod();
    Input<WatchTurnRequest> input = Input.query(rpc);
    return new Route(
        "GET",
        TURNS + "{turn_id}/events",
        Rpcs.operationId(rpc),
        rpc.getFullMethodName(),
        "The header Last-Event-ID, which wins over after_sequence, is the id of the last event"
            + " already seen.",
        input,
        List.of(Route.Reply.events()),
        exchange -> {
          WatchTurnRequest request = afterLastEvent(exchange, input.read(exchange).message());
          try (EventStream stream = backend.open(rpc, request)) {
            new SseReply(exchange, stream, backend, metrics, heartbeat).run(ticker);
          }
        });
  }

  private static WatchTurnRequest afterLastEvent(Exchange exchange, WatchTurnRequest request) {
    String last = exchange.header(LAST_EVENT_ID).orElse("").strip();
    if (last.isEmpty()) {
      return request;
    }
    int colon = last.lastIndexOf(':');
    String sequence = last.substring(colon + 1);
    if (colon < 0 || !sequence.matches("[0-9]{1,18}")) {
      throw Problem.field(
              "Last-Event-ID",
              "Last-Event-ID is '" + last + "'; it must be an event's id: <turn_id>:<sequence>")
          .toException();
    }
    if (!last.substring(0, colon).equalsIgnoreCase(request.getTurnId())) {
      throw Problem.field(
              "Last-Event-ID",
              "Last-Event-ID is '"
                  + last
                  + "', which is of another turn than "
                  + request.getTurnId())
          .toException();
    }
    return request.toBuilder().setAfterSequence(Long.parseLong(sequence)).build();
  }

  private void detach(Exchange exchange, EventStream stream) throws InterruptedException {
    ChatEvent first = next(stream, new ArrayList<>());
    exchange.setHeader(HeaderNames.LOCATION, TURNS + first.getTurnId());
    var out = new Utf8Buffer(128);
    out.ascii("{\"turn_id\":").jsonString(first.getTurnId());
    out.ascii(",\"conversation_id\":").jsonString(first.getTurnStarted().getConversationId());
    exchange.json(202, out.ascii('}').toBytes());
  }

  private void finish(Exchange exchange, EventStream stream) throws InterruptedException {
    exchange.connection().onGone(stream::close);
    var events = new ArrayList<ChatEvent>();
    ChatEvent event = next(stream, events);
    String turnId = event.getTurnId();
    while (!event.hasTurnFinished()) {
      try {
        event = next(stream, events);
      } catch (ProblemException e) {
        throw e.problem().with("turn_id", turnId).toException();
      }
    }
    TurnFinished finished = event.getTurnFinished();
    Turn turn =
        rpcs.call(
            ChatServiceGrpc.getGetTurnMethod(),
            GetTurnRequest.newBuilder().setTurnId(turnId).build(),
            Backend.CHAT,
            exchange);
    var out = new Utf8Buffer(1024);
    out.ascii('{');
    JsonPrinter.fields(turn, out);
    out.ascii("\"message\":");
    JsonPrinter.print(finished.getMessage(), out);
    exchange.json(200, out.ascii('}').toBytes());
  }

  /** The next event; those that came with it wait in the list. */
  private ChatEvent next(EventStream stream, List<ChatEvent> waiting) throws InterruptedException {
    while (waiting.isEmpty()) {
      if (!stream.take(waiting) && waiting.isEmpty()) {
        StatusRuntimeException failure = stream.failure();
        throw (failure == null
                ? Problem.of(
                    500, GatewayReason.GATEWAY_FAILURE, "The turn's events ended too early")
                : backend.problem(failure))
            .toException();
      }
    }
    return waiting.removeFirst();
  }

  /** One object with the fields of two. */
  private static byte[] together(Message one, Message other) {
    var out = new Utf8Buffer(4096);
    out.ascii('{');
    JsonPrinter.fields(one, out);
    JsonPrinter.fields(other, out);
    out.dropLast(',');
    return out.ascii('}').toBytes();
  }
}
