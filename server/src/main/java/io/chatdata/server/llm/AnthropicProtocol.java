package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import io.chatdata.server.base.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's messages.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming">its reference</a>
 */
final class AnthropicProtocol implements Protocol {
  /** An answer must be bounded; longer ones than this are nobody's wish. */
  private static final int MOST_OUTPUT_TOKENS = 32_000;

  private static final int OUTPUT_TOKENS_OF_UNKNOWN = 8192;
  private static final int THINKING_TOKENS = 4096;

  /** Marks the signature of reasoning that Anthropic shows to nobody, but wants back. */
  private static final String REDACTED = "redacted:";

  @Override
  public void send(
      Endpoint endpoint, ModelRequest request, @Nullable Model model, HttpClientBuilder http) {
    ProviderConfig config = endpoint.config();
    var builder =
        AnthropicStreamingChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(config.baseUrl().toString())
            .apiKey(endpoint.key().isEmpty() ? "none" : endpoint.key())
            .customHeaders(config.headers())
            .modelName(request.model())
            .maxTokens(maxTokens(request, model))
            .cacheSystemMessages(true)
            .cacheTools(true)
            .sendThinking(false);
    switch (model == null || request.maxTokens() > 0 ? Model.Thinking.NONE : model.thinking()) {
      case ADAPTIVE -> builder.thinkingType("adaptive").thinkingDisplay("summarized");
      case BUDGET -> builder.thinkingType("enabled").thinkingBudgetTokens(THINKING_TOKENS);
      case NONE, SHOWN -> {}
    }
    builder.build().chat(LangChainMapping.request(request), LangChainMapping.UNUSED);
  }

  private static int maxTokens(ModelRequest request, @Nullable Model model) {
    if (request.maxTokens() > 0) {
      return request.maxTokens();
    }
    return model == null || model.outputTokens() == 0
        ? OUTPUT_TOKENS_OF_UNKNOWN
        : Math.min(model.outputTokens(), MOST_OUTPUT_TOKENS);
  }

  /**
   * Gives back the reasoning of this turn, block by block as it came: LangChain4j keeps one block a
   * message, and none whose text is hidden.
   */
  @Override
  public void mend(ObjectNode body, ModelRequest request) {
    Rounds.mend(
        (ArrayNode) body.path("messages"),
        "assistant",
        "content",
        request,
        (content, round) -> {
          List<ModelEvent.Thinking> thinking = round.thinking();
          for (int i = 0; i < thinking.size(); i++) {
            content.insert(i, block(thinking.get(i)));
          }
        });
  }

  private static ObjectNode block(ModelEvent.Thinking thinking) {
    return thinking.signature().startsWith(REDACTED)
        ? Json.object()
            .put("type", "redacted_thinking")
            .put("data", thinking.signature().substring(REDACTED.length()))
        : Json.object()
            .put("type", "thinking")
            .put("thinking", thinking.text())
            .put("signature", thinking.signature());
  }

  @Override
  public void read(JsonNode event, Answer answer) {
    switch (event.path("type").asText()) {
      case "message_start" -> {
        answer.model(event.at("/message/model").asText(""));
        usage(event.at("/message/usage"), answer);
      }
      case "content_block_start" -> start(event, answer);
      case "content_block_delta" -> delta(event, answer);
      case "content_block_stop" -> answer.endThinking();
      case "message_delta" -> {
        usage(event.path("usage"), answer);
        String reason = event.at("/delta/stop_reason").asText("");
        if (!reason.isEmpty()) {
          answer.finish(finishReason(reason));
        }
      }
      case "message_stop" -> answer.end();
      default -> {
        // A ping, or what is newer than this.
      }
    }
  }

  private static void start(JsonNode event, Answer answer) {
    JsonNode block = event.path("content_block");
    switch (block.path("type").asText()) {
      case "text" -> answer.text(block.path("text").asText(""));
      case "thinking" -> {
        answer.thinking(block.path("thinking").asText(""), "");
        answer.signature(block.path("signature").asText(""));
      }
      case "redacted_thinking" -> answer.thinking("", REDACTED + block.path("data").asText(""));
      case "tool_use" -> {
        var call = answer.toolCall(event.path("index").asInt());
        call.named(block.path("id").asText(""), block.path("name").asText(""), "");
        if (!block.path("input").isEmpty()) {
          call.arguments(block.path("input").toString());
        }
      }
      default -> {
        // Tools that run at the provider, which are not asked for.
      }
    }
  }

  private static void delta(JsonNode event, Answer answer) {
    JsonNode delta = event.path("delta");
    switch (delta.path("type").asText()) {
      case "text_delta" -> answer.text(delta.path("text").asText(""));
      case "thinking_delta" -> answer.thinking(delta.path("thinking").asText(""), "");
      case "signature_delta" -> answer.signature(delta.path("signature").asText(""));
      case "input_json_delta" ->
          answer
              .toolCall(event.path("index").asInt())
              .arguments(delta.path("partial_json").asText(""));
      default -> {
        // Citations, or what is newer than this.
      }
    }
  }

  private static FinishReason finishReason(String text) {
    return switch (text) {
      case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
      case "tool_use" -> FinishReason.TOOL_CALLS;
      case "refusal" -> FinishReason.REFUSAL;
      default -> FinishReason.STOP;
    };
  }

  /** Counts come at the start and at the end, the later ones cumulative and not always all. */
  private static void usage(JsonNode usage, Answer answer) {
    if (!usage.isObject()) {
      return;
    }
    Tokens tokens = answer.tokens();
    Tokens before = tokens == null ? new Tokens(0, 0, 0, 0, 0) : tokens;
    long cached = usage.path("cache_read_input_tokens").asLong(before.cachedInput());
    long written = usage.path("cache_creation_input_tokens").asLong(before.cacheWrites());
    long plain =
        usage
            .path("input_tokens")
            .asLong(before.input() - before.cachedInput() - before.cacheWrites());
    answer.tokens(
        new Tokens(
            plain + cached + written,
            cached,
            written,
            usage.path("output_tokens").asLong(before.output()),
            usage.at("/output_tokens_details/thinking_tokens").asLong(before.reasoning())));
  }

  @Override
  public Map<String, String> authorization(Endpoint endpoint) {
    return Map.of("x-api-key", endpoint.key(), "anthropic-version", "2023-06-01");
  }
}
