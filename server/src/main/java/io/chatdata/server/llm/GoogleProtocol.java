package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.googleai.GeminiThinkingConfig;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import io.chatdata.server.base.Json;
import io.chatdata.server.llm.Answer.ToolCallDraft;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gemini's streamGenerateContent.
 *
 * @see <a href="https://ai.google.dev/api/generate-content">its reference</a>
 */
final class GoogleProtocol implements Protocol {
  @Override
  public void send(
      Endpoint endpoint, ModelRequest request, @Nullable Model model, HttpClientBuilder http) {
    ProviderConfig config = endpoint.config();
    var builder =
        GoogleAiGeminiStreamingChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(config.baseUrl().toString())
            .apiKey(endpoint.key())
            .customHeaders(config.headers())
            .modelName(request.model())
            .maxOutputTokens(request.maxTokens() == 0 ? null : request.maxTokens())
            .sendThinking(false);
    if (model != null && model.thinking() != Model.Thinking.NONE && request.maxTokens() == 0) {
      builder.thinkingConfig(GeminiThinkingConfig.builder().includeThoughts(true).build());
    }
    builder.build().chat(LangChainMapping.request(request), LangChainMapping.UNUSED);
  }

  /**
   * Gives back the signatures of this turn, each where it came from, and mends what Gemini refuses:
   * a tool without arguments may have no empty schema.
   */
  @Override
  public void mend(ObjectNode body, ModelRequest request) {
    Rounds.mend((ArrayNode) body.path("contents"), "model", "parts", request, GoogleProtocol::sign);
    for (JsonNode tool : body.path("tools").path(0).path("functionDeclarations")) {
      if (tool.path("parameters").path("properties").isEmpty()) {
        ((ObjectNode) tool).remove("parameters");
      }
    }
  }

  private static void sign(ArrayNode parts, Prompt.Assistant round) {
    int call = 0;
    int calls = parts.size();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).hasNonNull("functionCall")) {
        calls = Math.min(calls, i);
        String signature = round.toolCalls().get(call++).signature();
        if (!signature.isEmpty()) {
          ((ObjectNode) parts.get(i)).put("thoughtSignature", signature);
        }
      }
    }
    for (ModelEvent.Thinking thinking : round.thinking()) {
      parts.insert(
          calls++, Json.object().put("text", "").put("thoughtSignature", thinking.signature()));
    }
  }

  @Override
  public void read(JsonNode event, Answer answer) {
    answer.model(event.path("modelVersion").asText(""));
    usage(event.path("usageMetadata"), answer);
    if (event.path("promptFeedback").hasNonNull("blockReason")) {
      answer.finish(FinishReason.CONTENT_FILTER);
    }
    JsonNode candidate = event.path("candidates").path(0);
    for (JsonNode part : candidate.path("content").path("parts")) {
      String signature = part.path("thoughtSignature").asText("");
      if (part.has("functionCall")) {
        functionCall(part.path("functionCall"), signature, answer);
      } else if (part.path("thought").asBoolean()) {
        answer.thinking(part.path("text").asText(""), signature);
      } else {
        answer.text(part.path("text").asText(""));
        answer.thinking("", signature);
      }
    }
    if (candidate.hasNonNull("finishReason")) {
      finish(candidate, answer);
    }
  }

  /** A call comes whole, or begins with its name and goes on in pieces that have none. */
  private static void functionCall(JsonNode piece, String signature, Answer answer) {
    List<ToolCallDraft> calls = answer.toolCalls();
    String name = piece.path("name").asText("");
    if (name.isEmpty() && calls.isEmpty()) {
      return;
    }
    ToolCallDraft call = name.isEmpty() ? calls.getLast() : answer.newToolCall();
    call.named(piece.path("id").asText(""), name, signature);
    if (piece.path("args").isObject()) {
      call.arguments(piece.path("args").toString());
    }
    piece.path("partialArgs").forEach(call::partialArgument);
  }

  private static void finish(JsonNode candidate, Answer answer) {
    switch (candidate.path("finishReason").asText()) {
      case "MAX_TOKENS" -> answer.finish(FinishReason.LENGTH);
      case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY" ->
          answer.finish(FinishReason.CONTENT_FILTER);
      case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS" ->
          answer.fail(
              500,
              "the model wrote a tool call that can't be read. "
                  + candidate.path("finishMessage").asText(""));
      default -> answer.finish(FinishReason.STOP);
    }
  }

  private static void usage(JsonNode usage, Answer answer) {
    if (!usage.has("promptTokenCount")) {
      return;
    }
    long reasoning = usage.path("thoughtsTokenCount").asLong();
    answer.tokens(
        new Tokens(
            usage.path("promptTokenCount").asLong()
                + usage.path("toolUsePromptTokenCount").asLong(),
            usage.path("cachedContentTokenCount").asLong(),
            0,
            usage.path("candidatesTokenCount").asLong() + reasoning,
            reasoning));
  }

  @Override
  public Map<String, String> authorization(Endpoint endpoint) {
    return Map.of("x-goog-api-key", endpoint.key());
  }
}
