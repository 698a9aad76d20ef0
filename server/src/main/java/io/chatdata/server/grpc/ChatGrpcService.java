package io.chatdata.server.grpc;

import com.google.protobuf.Empty;
import io.chatdata.server.base.Storable;
import io.chatdata.server.conversation.ConversationDao.ConversationChange;
import io.chatdata.server.conversation.ConversationDao.NewConversation;
import io.chatdata.server.conversation.Conversations;
import io.chatdata.server.conversation.Search;
import io.chatdata.server.explorer.Connections;
import io.chatdata.server.explorer.Results;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.Providers;
import io.chatdata.server.turn.StartRequest;
import io.chatdata.server.turn.Turns;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceImplBase;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.DeleteConversationRequest;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.GetResultResponse;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.ListConversationsRequest;
import io.chatdata.v1.ListConversationsResponse;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.ListMessagesResponse;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.ListModelsResponse;
import io.chatdata.v1.MessageBranch;
import io.chatdata.v1.MessageView;
import io.chatdata.v1.SearchMessagesRequest;
import io.chatdata.v1.SearchMessagesResponse;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.Turn;
import io.chatdata.v1.UndeleteConversationRequest;
import io.chatdata.v1.UpdateConversationRequest;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** ChatService: checks requests, calls, and maps. */
public final class ChatGrpcService extends ChatServiceImplBase {
  private static final int PAGE = 50;
  private static final int MOST_PAGE = 200;
  private static final int HITS = 20;
  private static final int MOST_HITS = 100;

  private final Conversations conversations;
  private final Search search;
  private final Turns turns;
  private final Providers providers;
  private final Connections connections;
  private final ResultPages results;

  public ChatGrpcService(
      Conversations conversations,
      Search search,
      Turns turns,
      Providers providers,
      Connections connections,
      Results results) {
    this.conversations = conversations;
    this.search = search;
    this.turns = turns;
    this.providers = providers;
    this.connections = connections;
    this.results = new ResultPages(results);
  }

  @Override
  public void createConversation(
      CreateConversationRequest request, StreamObserver<Conversation> observer) {
    Unary.answer(
        observer,
        () -> {
          Provider provider =
              request.getProvider().isEmpty()
                  ? providers.defaultProvider()
                  : providers.get(request.getProvider());
          return Records.conversation(
              conversations.create(
                  new NewConversation(
                      Requests.title(request.getTitle()),
                      provider.id(),
                      request.getModel().isEmpty()
                          ? provider.defaultModel()
                          : Requests.modelId(request.getModel()),
                      connections.resolve(request.getConnectionId()),
                      Requests.instructions(request.getInstructions()),
                      Requests.metadata(request.getMetadata()),
                      Requests.requestId(request.getRequestId()))));
        });
  }

  @Override
  public void getConversation(
      GetConversationRequest request, StreamObserver<Conversation> observer) {
    Unary.answer(
        observer,
        () -> Records.conversation(conversations.get(Requests.id(request.getId(), "id"))));
  }

  @Override
  public void listConversations(
      ListConversationsRequest request, StreamObserver<ListConversationsResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          var page =
              conversations.list(
                  new Conversations.ConversationQuery(
                      request.getDeleted(),
                      Requests.filter(request.getTitleContains()),
                      Requests.filter(request.getTag()),
                      Requests.pageSize(request.getPageSize(), PAGE, MOST_PAGE),
                      request.getPageToken()));
          return ListConversationsResponse.newBuilder()
              .addAllConversations(page.items().stream().map(Records::conversation).toList())
              .setNextPageToken(page.nextPageToken())
              .build();
        });
  }

  @Override
  public void updateConversation(
      UpdateConversationRequest request, StreamObserver<Conversation> observer) {
    Unary.answer(observer, () -> update(request));
  }

  private Conversation update(UpdateConversationRequest request) {
    Conversation wanted = request.getConversation();
    Set<String> fields = UpdateMask.of(request);
    UUID id = Requests.id(wanted.getId(), "conversation.id");
    String provider = null;
    String model = null;
    if (fields.contains("provider")) {
      Provider chosen =
          wanted.getProvider().isEmpty()
              ? providers.defaultProvider()
              : providers.get(wanted.getProvider());
      provider = chosen.id();
      model = chosen.defaultModel();
    }
    if (fields.contains("model") && !wanted.getModel().isEmpty()) {
      model = Requests.modelId(wanted.getModel());
    }
    return Records.conversation(
        conversations.update(
            id,
            new ConversationChange(
                fields.contains("title") ? Requests.title(wanted.getTitle()) : null,
                provider,
                model,
                fields.contains("connection_id")
                    ? connections.resolve(wanted.getConnectionId())
                    : null,
                fields.contains("instructions")
                    ? Requests.instructions(wanted.getInstructions())
                    : null,
                fields.contains("metadata") ? Requests.metadata(wanted.getMetadata()) : null,
                fields.contains("head_message_id")
                    ? Requests.id(wanted.getHeadMessageId(), "conversation.head_message_id")
                    : null)));
  }

  @Override
  public void deleteConversation(
      DeleteConversationRequest request, StreamObserver<Empty> observer) {
    Unary.answer(
        observer,
        () -> {
          UUID id = Requests.id(request.getId(), "id");
          UUID running = conversations.get(id).runningTurnId();
          if (running != null) {
            turns.cancel(running);
          }
          conversations.delete(id);
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void undeleteConversation(
      UndeleteConversationRequest request, StreamObserver<Conversation> observer) {
    Unary.answer(
        observer,
        () -> Records.conversation(conversations.undelete(Requests.id(request.getId(), "id"))));
  }

  @Override
  public void listMessages(
      ListMessagesRequest request, StreamObserver<ListMessagesResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          var page =
              conversations.messages(
                  new Conversations.MessageQuery(
                      Requests.id(request.getConversationId(), "conversation_id"),
                      request.getBranch() == MessageBranch.MESSAGE_BRANCH_ALL,
                      request.getDescending(),
                      request.getView() == MessageView.MESSAGE_VIEW_FULL,
                      Requests.pageSize(request.getPageSize(), PAGE, MOST_PAGE),
                      request.getPageToken()));
          return ListMessagesResponse.newBuilder()
              .addAllMessages(page.items().stream().map(Records::message).toList())
              .setNextPageToken(page.nextPageToken())
              .build();
        });
  }

  @Override
  public void sendMessage(SendMessageRequest request, StreamObserver<ChatEvent> observer) {
    try {
      TurnStream.start(observer, turns.start(startRequest(request)), 0);
    } catch (RuntimeException e) {
      observer.onError(Errors.exception(e));
    }
  }

  private StartRequest startRequest(SendMessageRequest request) {
    if (!request.getProvider().isEmpty()) {
      var _ = providers.get(request.getProvider());
    }
    return new StartRequest(
        Requests.id(request.getConversationId(), "conversation_id"),
        input(request),
        parent(request),
        Requests.orNull(request.getProvider()),
        Requests.orNull(Requests.modelId(request.getModel())),
        request.getConnectionId().isEmpty() ? null : connections.resolve(request.getConnectionId()),
        Requests.requestId(request.getRequestId()));
  }

  private static StartRequest.Input input(SendMessageRequest request) {
    return switch (request.getInputCase()) {
      case CONTENT -> new StartRequest.Input.Content(Requests.content(request.getContent()));
      case REGENERATE_MESSAGE_ID ->
          new StartRequest.Input.Regenerate(
              Requests.id(request.getRegenerateMessageId(), "regenerate_message_id"));
      case INPUT_NOT_SET -> new StartRequest.Input.Content(Requests.content(""));
    };
  }

  private static StartRequest.Parent parent(SendMessageRequest request) {
    String parent = request.getParentMessageId();
    if (parent.isEmpty()) {
      return new StartRequest.Parent.Head();
    }
    if (request.hasRegenerateMessageId()) {
      throw Requests.invalid(
          "parent_message_id",
          "parent_message_id can't go with regenerate_message_id; leave it out");
    }
    return parent.equals("root")
        ? new StartRequest.Parent.Root()
        : new StartRequest.Parent.After(Requests.id(parent, "parent_message_id"));
  }

  @Override
  public void watchTurn(WatchTurnRequest request, StreamObserver<ChatEvent> observer) {
    try {
      UUID id = Requests.id(request.getTurnId(), "turn_id");
      long after = request.getAfterSequence();
      if (after < 0) {
        throw Requests.invalid(
            "after_sequence", "after_sequence is %d; give 0 or more".formatted(after));
      }
      TurnStream.start(observer, turns.read(id, after), after);
    } catch (RuntimeException e) {
      observer.onError(Errors.exception(e));
    }
  }

  @Override
  public void cancelTurn(CancelTurnRequest request, StreamObserver<Turn> observer) {
    Unary.answer(
        observer, () -> Records.turn(turns.cancel(Requests.id(request.getTurnId(), "turn_id"))));
  }

  @Override
  public void getTurn(GetTurnRequest request, StreamObserver<Turn> observer) {
    Unary.answer(
        observer, () -> Records.turn(turns.get(Requests.id(request.getTurnId(), "turn_id"))));
  }

  @Override
  public void getResult(GetResultRequest request, StreamObserver<GetResultResponse> observer) {
    Unary.answer(observer, () -> results.page(request));
  }

  @Override
  public void searchMessages(
      SearchMessagesRequest request, StreamObserver<SearchMessagesResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          UUID conversation = null;
          if (!request.getConversationId().isEmpty()) {
            conversation = Requests.id(request.getConversationId(), "conversation_id");
            var _ = conversations.get(conversation);
          }
          var page =
              search.find(
                  new Search.Query(
                      Storable.text(request.getQuery()),
                      conversation,
                      Requests.pageSize(request.getPageSize(), HITS, MOST_HITS),
                      request.getPageToken()));
          return SearchMessagesResponse.newBuilder()
              .addAllHits(page.items().stream().map(Records::searchHit).toList())
              .setNextPageToken(page.nextPageToken())
              .build();
        });
  }

  @Override
  public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          List<io.chatdata.v1.Provider> all =
              providers.all().stream().map(Records::provider).toList();
          return ListModelsResponse.newBuilder()
              .addAllProviders(all)
              .setDefaultProvider(providers.defaultProvider().id())
              .build();
        });
  }
}
