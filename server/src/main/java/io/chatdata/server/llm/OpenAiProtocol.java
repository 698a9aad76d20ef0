package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.chatdata.server.base.Reason;
import io.chatdata.server.llm.Answer.ToolCallDraft;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Chat completions, as of OpenAI, xAI and every compatible server.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">its reference</a>
 */
final class OpenAiProtocol implements Protocol {
  private static final Pattern MOST_TOKENS = Pattern.compile("max_(?:completion_)?tokens");

  /** Models of which the server said that they know only the other word for most tokens. */
  private final Set<String> otherWord = ConcurrentHashMap.newKeySet();

  @Override
  public void send(
      Endpoint endpoint, ModelRequest request, @Nullable Model model, HttpClientBuilder http) {
    ProviderConfig config = endpoint.config();
    Integer maxTokens = request.maxTokens() == 0 ? null : request.maxTokens();
    boolean completion = wantsCompletionTokens(config) != otherWord.contains(request.model());
    OpenAiStreamingChatModel.builder()
        .httpClientBuilder(http)
        .baseUrl(config.address(""))
        .customQueryParams(config.query())
        .customHeaders(headers(endpoint))
        .modelName(request.model())
        .maxCompletionTokens(completion ? maxTokens : null)
        .maxTokens(completion ? null : maxTokens)
        .reasoningEffort(config.reasoningEffort().isEmpty() ? null : config.reasoningEffort())
        .build()
        .chat(LangChainMapping.request(request), LangChainMapping.UNUSED);
  }

  /**
   * Reasoning models of OpenAI take max_completion_tokens only; other servers know max_tokens, and
   * some refuse what they don't know. Which of the two a server is can't be known of every one.
   */
  private static boolean wantsCompletionTokens(ProviderConfig config) {
    return config.id().equals("openai") || config.id().equals("xai") || isAzure(config);
  }

  private static boolean isAzure(ProviderConfig config) {
    return config.baseUrl().getHost().endsWith(".azure.com");
  }

  private Map<String, String> headers(Endpoint endpoint) {
    Map<String, String> headers = new HashMap<>(endpoint.config().headers());
    if (!endpoint.key().isEmpty()) {
      headers.putAll(authorization(endpoint));
    }
    return headers;
  }

  @Override
  public boolean rewords(ModelRequest request, ProviderFailure refusal) {
    return request.maxTokens() > 0
        && refusal.problem().reason() == Reason.PROVIDER_REJECTED
        && MOST_TOKENS.matcher(refusal.problem().message()).find()
        && otherWord.add(request.model());
  }

  @Override
  public void read(JsonNode event, Answer answer) {
    answer.model(event.path("model").asText(""));
    usage(event.path("usage"), answer);
    JsonNode choice = event.path("choices").path(0);
    JsonNode delta = choice.path("delta");
    // DeepSeek, xAI and vLLM say reasoning_content; OpenRouter, Groq and Ollama say reasoning.
    answer.thinking(delta.path("reasoning_content").asText(delta.path("reasoning").asText("")), "");
    answer.text(delta.path("content").asText(""));
    for (JsonNode piece : delta.path("tool_calls")) {
      JsonNode function = piece.path("function");
      ToolCallDraft call = call(piece, answer);
      call.named(piece.path("id").asText(""), function.path("name").asText(""), "");
      call.arguments(arguments(function.path("arguments")));
    }
    String refusal = delta.path("refusal").asText("");
    answer.text(refusal);
    if (!refusal.isEmpty()) {
      answer.finish(FinishReason.REFUSAL);
    } else if (choice.hasNonNull("finish_reason")
        && answer.finishReason() != FinishReason.REFUSAL) {
      answer.finish(finishReason(choice.path("finish_reason").asText()));
    }
  }

  /**
   * The call that a piece belongs to. Some servers number no pieces, some give all calls the number
   * 0: another id then begins another call.
   */
  private static ToolCallDraft call(JsonNode piece, Answer answer) {
    List<ToolCallDraft> calls = answer.toolCalls();
    int index = piece.path("index").asInt(Math.max(0, calls.size() - 1));
    String id = piece.path("id").asText("");
    if (index >= calls.size()) {
      return answer.newToolCall();
    }
    ToolCallDraft call = calls.get(index);
    boolean another = !id.isEmpty() && !call.id().isEmpty() && !call.id().equals(id);
    if (!another) {
      return call;
    }
    return calls.stream()
        .filter(known -> known.id().equals(id))
        .findFirst()
        .orElseGet(answer::newToolCall);
  }

  /** Some servers send an object instead of its text. */
  private static String arguments(JsonNode arguments) {
    return arguments.isContainerNode() ? arguments.toString() : arguments.asText("");
  }

  private static FinishReason finishReason(String text) {
    return switch (text) {
      case "length" -> FinishReason.LENGTH;
      case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.STOP;
    };
  }

  /** xAI doesn't count reasoning among the completion's tokens, but bills it as such. */
  private static void usage(JsonNode usage, Answer answer) {
    if (!usage.isObject()) {
      return;
    }
    long input = usage.path("prompt_tokens").asLong();
    answer.tokens(
        new Tokens(
            input,
            usage.at("/prompt_tokens_details/cached_tokens").asLong(),
            // As OpenRouter says it.
            usage.at("/prompt_tokens_details/cache_write_tokens").asLong(),
            Math.max(
                usage.path("completion_tokens").asLong(),
                usage.path("total_tokens").asLong() - input),
            usage.at("/completion_tokens_details/reasoning_tokens").asLong()));
  }

  @Override
  public Map<String, String> authorization(Endpoint endpoint) {
    return isAzure(endpoint.config())
        ? Map.of("api-key", endpoint.key())
        : Map.of("Authorization", "Bearer " + endpoint.key());
  }
}
