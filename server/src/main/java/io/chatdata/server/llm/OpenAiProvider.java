package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Usage;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Providers that speak OpenAI's chat completions: OpenAI and every compatible endpoint. */
public final class OpenAiProvider implements Provider {
  private final ProviderConfig config;
  private final ModelCatalog catalog;
  private final HttpClient http;

  public OpenAiProvider(ProviderConfig config, ModelCatalog catalog, HttpClient http) {
    this.config = config;
    this.catalog = catalog;
    this.http = http;
  }

  @Override
  public String id() {
    return config.id();
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public String unavailableReason() {
    if (config.keyVariable().isEmpty() || key() != null) {
      return "";
    }
    return "%s needs %s; set it, or use the provider 'builtin', which needs no key"
        .formatted(config.id(), config.keyVariable());
  }

  private @Nullable String key() {
    if (config.key() == null) {
      return null;
    }
    String key = config.key().reveal();
    return key.isBlank() ? null : key;
  }

  @Override
  public List<Model> models() {
    return catalog.models(config.id(), config.models());
  }

  @Override
  public String defaultModel() {
    return !config.defaultModel().isEmpty()
        ? config.defaultModel()
        : models().stream().filter(model -> !model.retired()).map(Model::id).findFirst().orElse("");
  }

  @Override
  public ModelReply ask(
      ModelRequest request, Consumer<ModelEvent> events, Cancellation cancellation) {
    String unavailable = unavailableReason();
    if (!unavailable.isEmpty()) {
      throw new ChatdataException(Reason.PROVIDER_NOT_CONFIGURED, unavailable);
    }
    try (var call = new StreamedCall(http, cancellation, config.idleTimeout())) {
      return ask(request, events, cancellation, call);
    }
  }

  private ModelReply ask(
      ModelRequest request,
      Consumer<ModelEvent> events,
      Cancellation cancellation,
      StreamedCall call) {
    var answer = new Answer(events);
    OpenAiStreamingChatModel.builder()
        .httpClientBuilder(call)
        .baseUrl(config.baseUrl().toString())
        .apiKey(key())
        .customHeaders(config.headers())
        .modelName(request.model())
        .returnThinking(true)
        // Some compatible servers repeat a call's id in each of its pieces.
        .accumulateToolCallId(false)
        .build()
        .chat(
            ChatRequest.builder()
                .messages(LangChainMapping.messages(request))
                .toolSpecifications(LangChainMapping.tools(request.tools()))
                .build(),
            answer);
    if (answer.refused != null) {
      throw answer.refused;
    }
    JsonNode sent = call.sent();
    JsonNode received = call.received();
    if (cancellation.isCancelled()) {
      return new ModelReply(
          FinishReason.CANCELLED, Usage.NONE, List.of(), List.of(), sent, received);
    }
    Usage usage = usage(request.model(), answer.response);
    Throwable error = call.fellSilent() ? new IOException("silent") : answer.error;
    if (error != null) {
      throw new ModelFailure(problem(error, call), error, usage, sent, received);
    }
    ChatResponse response = Objects.requireNonNull(answer.response);
    FinishReason reason = finishReason(response);
    if (reason == null) {
      throw new ModelFailure(
          cut("ended without its last event"), new IOException(), usage, sent, received);
    }
    for (ToolExecutionRequest tool : response.aiMessage().toolExecutionRequests()) {
      events.accept(
          new ModelEvent.ToolCall(
              Objects.requireNonNullElse(tool.id(), ""), tool.name(), tool.arguments(), ""));
    }
    return new ModelReply(reason, usage, List.of(), List.of(), sent, received);
  }

  private Usage usage(String model, @Nullable ChatResponse response) {
    TokenUsage tokens = response == null ? null : response.tokenUsage();
    if (tokens == null) {
      return Usage.NONE;
    }
    long cached = 0;
    long reasoning = 0;
    if (tokens instanceof OpenAiTokenUsage details) {
      if (details.inputTokensDetails() != null
          && details.inputTokensDetails().cachedTokens() != null) {
        cached = details.inputTokensDetails().cachedTokens();
      }
      if (details.outputTokensDetails() != null
          && details.outputTokensDetails().reasoningTokens() != null) {
        reasoning = details.outputTokensDetails().reasoningTokens();
      }
    }
    return catalog.priced(
        config.id(),
        model,
        new Usage(
            Objects.requireNonNullElse(tokens.inputTokenCount(), 0),
            cached,
            Objects.requireNonNullElse(tokens.outputTokenCount(), 0),
            reasoning,
            null,
            false));
  }

  private static @Nullable FinishReason finishReason(ChatResponse response) {
    if (response.finishReason() == null) {
      return null;
    }
    return switch (response.finishReason()) {
      case STOP, OTHER -> FinishReason.STOP;
      case LENGTH -> FinishReason.LENGTH;
      case TOOL_EXECUTION -> FinishReason.TOOL_CALLS;
      case CONTENT_FILTER -> FinishReason.CONTENT_FILTER;
    };
  }

  private Problem problem(Throwable error, StreamedCall call) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException http) {
        return ProviderProblems.status(
            config.id(), http.statusCode(), String.valueOf(http.getMessage()), key());
      }
    }
    if (call.fellSilent()) {
      return cut("was silent for %d s".formatted(config.idleTimeout().toSeconds()));
    }
    return call.received().isEmpty()
        ? ProviderProblems.unreachable(config.id(), config.baseUrl())
        : cut("broke off");
  }

  private Problem cut(String how) {
    return Problem.of(
        Reason.PROVIDER_STREAM_CUT,
        "%s's stream %s; the answer may be incomplete. Regenerate it".formatted(config.id(), how));
  }

  /** Turns LangChain4j's callbacks into our events. */
  private static final class Answer implements StreamingChatResponseHandler {
    private final Consumer<ModelEvent> events;
    private @Nullable ChatResponse response;
    private @Nullable Throwable error;
    private @Nullable RuntimeException refused;

    Answer(Consumer<ModelEvent> events) {
      this.events = events;
    }

    @Override
    public void onPartialResponse(String text) {
      emit(new ModelEvent.Text(text));
    }

    @Override
    public void onPartialThinking(PartialThinking thinking) {
      emit(new ModelEvent.Thinking(thinking.text(), ""));
    }

    /** An exception thrown to LangChain4j would be logged and forgotten. */
    private void emit(ModelEvent event) {
      if (refused != null) {
        return;
      }
      try {
        events.accept(event);
      } catch (RuntimeException e) {
        refused = e;
      }
    }

    @Override
    public void onCompleteResponse(ChatResponse complete) {
      response = complete;
    }

    @Override
    public void onError(Throwable failure) {
      if (error == null) {
        error = failure;
      }
    }
  }

  /** What a stream may be silent for unless configured. */
  public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
}
