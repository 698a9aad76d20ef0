package io.chatdata.cli;

import com.google.protobuf.Message;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceImplBase;
import io.chatdata.v1.CheckQueryRequest;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.DataServiceGrpc.DataServiceImplBase;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.SearchHit;
import io.chatdata.v1.SearchMessagesRequest;
import io.chatdata.v1.SearchMessagesResponse;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.SuggestQuestionsRequest;
import io.chatdata.v1.SuggestQuestionsResponse;
import io.chatdata.v1.Turn;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A chatdata server over real gRPC that does what a test has written down for it. */
final class TestingChatServer implements AutoCloseable {
  static final String CONVERSATION_ID = "22222222-2222-4222-8222-222222222222";

  final List<CreateConversationRequest> created = new CopyOnWriteArrayList<>();
  final List<SendMessageRequest> sent = new CopyOnWriteArrayList<>();
  final List<WatchTurnRequest> watched = new CopyOnWriteArrayList<>();
  final List<String> cancelled = new CopyOnWriteArrayList<>();
  final List<SuggestQuestionsRequest> suggested = new CopyOnWriteArrayList<>();
  final List<CheckQueryRequest> checked = new CopyOnWriteArrayList<>();
  final List<SearchMessagesRequest> searched = new CopyOnWriteArrayList<>();

  /** Every other call, in order. */
  final List<Message> calls = new CopyOnWriteArrayList<>();

  private final Map<String, TestingTurn> turns = new ConcurrentHashMap<>();
  private final Map<String, TestingTurn> turnsByRequest = new ConcurrentHashMap<>();
  private final Deque<TestingTurn> scripts = new ArrayDeque<>();
  private final Deque<StatusRuntimeException> failures = new ArrayDeque<>();
  private final HealthStatusManager health = new HealthStatusManager();
  private final Map<String, Message> replies = new ConcurrentHashMap<>();
  private List<String> questions = List.of();
  private SearchMessagesResponse found = SearchMessagesResponse.getDefaultInstance();
  private Receipt receipt = Receipt.getDefaultInstance();
  private final int port;
  private Server server;

  TestingChatServer() {
    this(0);
  }

  /**
   * @param port 0 for any that is free
   */
  TestingChatServer(int port) {
    server = start(port);
    this.port = server.getPort();
  }

  /** Serves an answer to every question, for clients that are tried by hand. */
  public static void main(String[] arguments) throws InterruptedException {
    TestingChatServer chat = new TestingChatServer(Integer.parseInt(arguments[0]));
    System.out.println("Serving on " + chat.address());
    chat.server.awaitTermination();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** The next message is answered by this turn. */
  synchronized TestingChatServer answer(TestingTurn turn) {
    turns.put(turn.id, turn);
    scripts.add(turn);
    return this;
  }

  /** The next call fails. */
  synchronized TestingChatServer fail(StatusRuntimeException failure) {
    failures.add(failure);
    return this;
  }

  TestingChatServer suggest(String... suggestions) {
    questions = List.of(suggestions);
    return this;
  }

  TestingChatServer find(String nextPageToken, SearchHit... hits) {
    found =
        SearchMessagesResponse.newBuilder()
            .addAllHits(List.of(hits))
            .setNextPageToken(nextPageToken)
            .build();
    return this;
  }

  /** What a method answers, by its name. */
  TestingChatServer reply(String method, Message answer) {
    replies.put(method, answer);
    return this;
  }

  TestingChatServer decide(Receipt decision) {
    receipt = decision;
    return this;
  }

  void setServing(boolean serving) {
    health.setStatus("", serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /** Breaks all connections. */
  void stop() {
    server.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Serves the same turns on the same port again. */
  void startAgain() {
    server = start(port);
  }

  @Override
  public void close() {
    stop();
  }

  private Server start(int port) {
    try {
      return Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .addService(new Chat())
          .addService(new Data())
          .intercept(replying())
          .addService(health.getHealthService())
          .addService(ProtoReflectionServiceV1.newInstance())
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerInterceptor replying() {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Message reply = replies.get(String.valueOf(call.getMethodDescriptor().getBareMethodName()));
        return (reply == null ? next : TestingChatServer.this.<Q, R>answering(reply))
            .startCall(call, headers);
      }
    };
  }

  private <Q, R> ServerCallHandler<Q, R> answering(Message reply) {
    return ServerCalls.asyncUnaryCall(
        (request, observer) -> {
          calls.add((Message) request);
          if (!fails(observer)) {
            @SuppressWarnings("unchecked") // The test knows what the method answers.
            R answer = (R) reply;
            observer.onNext(answer);
            observer.onCompleted();
          }
        });
  }

  private synchronized boolean fails(StreamObserver<?> observer) {
    if (failures.isEmpty()) {
      return false;
    }
    observer.onError(failures.remove());
    return true;
  }

  private synchronized TestingTurn nextTurn(String conversationId) {
    if (scripts.isEmpty()) {
      answer(
          new TestingTurn(conversationId)
              .toolCall("call-1", "run_query", Map.of("sql", "select count(*) from orders"))
              .rows("call-1", 1, 12)
              .token("There are ")
              .token("50,000 orders.")
              .completed());
    }
    return scripts.remove();
  }

  private static void stream(TestingTurn turn, long after, StreamObserver<ChatEvent> observer) {
    ServerCallStreamObserver<ChatEvent> call = (ServerCallStreamObserver<ChatEvent>) observer;
    Thread reader =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    ChatEvent event;
                    long cursor = after;
                    do {
                      event = turn.next(cursor);
                      cursor = event.getSequence();
                      call.onNext(event);
                    } while (!event.hasTurnFinished());
                    call.onCompleted();
                  } catch (StatusRuntimeException e) {
                    call.onError(e);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    call.setOnCancelHandler(reader::interrupt);
    reader.start();
  }

  private final class Chat extends ChatServiceImplBase {
    @Override
    public void createConversation(
        CreateConversationRequest request, StreamObserver<Conversation> observer) {
      created.add(request);
      if (fails(observer)) {
        return;
      }
      observer.onNext(Conversation.newBuilder().setId(CONVERSATION_ID).build());
      observer.onCompleted();
    }

    @Override
    public void sendMessage(SendMessageRequest request, StreamObserver<ChatEvent> observer) {
      sent.add(request);
      if (fails(observer)) {
        return;
      }
      TestingTurn turn =
          turnsByRequest.computeIfAbsent(
              request.getRequestId(), id -> nextTurn(request.getConversationId()));
      stream(turn, 0, observer);
    }

    @Override
    public void watchTurn(WatchTurnRequest request, StreamObserver<ChatEvent> observer) {
      watched.add(request);
      if (fails(observer)) {
        return;
      }
      TestingTurn turn = turns.get(request.getTurnId());
      if (turn == null) {
        observer.onError(
            Status.NOT_FOUND
                .withDescription("No turn has the id " + request.getTurnId())
                .asRuntimeException());
        return;
      }
      stream(turn, request.getAfterSequence(), observer);
    }

    @Override
    public void searchMessages(
        SearchMessagesRequest request, StreamObserver<SearchMessagesResponse> observer) {
      searched.add(request);
      if (fails(observer)) {
        return;
      }
      observer.onNext(found);
      observer.onCompleted();
    }

    @Override
    public void cancelTurn(CancelTurnRequest request, StreamObserver<Turn> observer) {
      cancelled.add(request.getTurnId());
      TestingTurn turn = turns.get(request.getTurnId());
      if (turn != null) {
        turn.cancel();
      }
      observer.onNext(Turn.newBuilder().setId(request.getTurnId()).build());
      observer.onCompleted();
    }
  }

  private final class Data extends DataServiceImplBase {
    @Override
    public void suggestQuestions(
        SuggestQuestionsRequest request, StreamObserver<SuggestQuestionsResponse> observer) {
      suggested.add(request);
      if (fails(observer)) {
        return;
      }
      observer.onNext(SuggestQuestionsResponse.newBuilder().addAllQuestions(questions).build());
      observer.onCompleted();
    }

    @Override
    public void checkQuery(CheckQueryRequest request, StreamObserver<Receipt> observer) {
      checked.add(request);
      if (fails(observer)) {
        return;
      }
      observer.onNext(receipt);
      observer.onCompleted();
    }
  }
}
