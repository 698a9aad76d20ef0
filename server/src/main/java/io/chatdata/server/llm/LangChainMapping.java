package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.ToolSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Our records as LangChain4j's. */
final class LangChainMapping {
  /** Streams are read by {@link Protocol}. */
  static final StreamingChatResponseHandler UNUSED =
      new StreamingChatResponseHandler() {
        @Override
        public void onCompleteResponse(ChatResponse response) {}

        @Override
        public void onError(Throwable error) {}
      };

  private LangChainMapping() {}

  static ChatRequest request(ModelRequest request) {
    return ChatRequest.builder()
        .messages(messages(request))
        .toolSpecifications(tools(request.tools()))
        .build();
  }

  private static List<ChatMessage> messages(ModelRequest request) {
    var ids = new ToolCallIds();
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(SystemMessage.from(request.instructions()));
    for (Prompt prompt : request.prompts()) {
      messages.add(
          switch (prompt) {
            case Prompt.User user -> UserMessage.from(user.text());
            case Prompt.Assistant assistant -> assistant(assistant, ids);
            case Prompt.ToolOutput output ->
                ToolExecutionResultMessage.builder()
                    .id(ids.of(output.toolCallId()))
                    .toolName(output.tool())
                    .text(Json.write(output.output()))
                    .isError(output.output().has("error"))
                    .build();
          });
    }
    return messages;
  }

  private static AiMessage assistant(Prompt.Assistant assistant, ToolCallIds ids) {
    var message = AiMessage.builder();
    if (!assistant.text().isEmpty()) {
      message.text(assistant.text());
    }
    if (!assistant.toolCalls().isEmpty()) {
      message.toolExecutionRequests(
          assistant.toolCalls().stream()
              .map(
                  call ->
                      ToolExecutionRequest.builder()
                          .id(ids.next(call.id()))
                          .name(call.tool())
                          .arguments(object(call.arguments()))
                          .build())
              .toList());
    }
    return message.build();
  }

  /** What a model wrote that is no JSON object goes back inside one, for providers want one. */
  private static String object(String arguments) {
    if (arguments.isBlank()) {
      return "{}";
    }
    try {
      if (Json.parse(arguments).isObject()) {
        return arguments;
      }
    } catch (IllegalArgumentException e) {
      // It was cut, or never was JSON.
    }
    return Json.write(Json.object().put("arguments_text", arguments));
  }

  /**
   * Ids of tool calls that every provider takes: of letters that all allow, and none twice in a
   * conversation, though turns number their calls anew.
   */
  private static final class ToolCallIds {
    private final Map<String, String> latest = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    String next(String id) {
      String safe = id.replaceAll("[^A-Za-z0-9_-]", "_");
      String free = safe;
      for (int n = 2; !used.add(free); n++) {
        free = safe + "_" + n;
      }
      latest.put(id, free);
      return free;
    }

    String of(String id) {
      return latest.getOrDefault(id, id);
    }
  }

  private static List<ToolSpecification> tools(List<ToolSpec> tools) {
    return tools.stream()
        .map(
            tool ->
                ToolSpecification.builder()
                    .name(tool.name())
                    .description(tool.description())
                    .parameters(object(tool.parameters()))
                    .build())
        .toList();
  }

  private static JsonObjectSchema object(JsonNode schema) {
    var object = JsonObjectSchema.builder();
    schema
        .path("properties")
        .properties()
        .forEach(property -> object.addProperty(property.getKey(), element(property.getValue())));
    return object
        .required(schema.path("required").valueStream().map(JsonNode::asText).toList())
        .additionalProperties(false)
        .build();
  }

  private static JsonSchemaElement element(JsonNode schema) {
    String description = schema.path("description").asText("");
    return switch (schema.path("type").asText()) {
      case "string" -> JsonStringSchema.builder().description(description).build();
      case "integer" -> JsonIntegerSchema.builder().description(description).build();
      case "number" -> JsonNumberSchema.builder().description(description).build();
      case "boolean" -> JsonBooleanSchema.builder().description(description).build();
      case "array" ->
          JsonArraySchema.builder()
              .description(description)
              .items(element(schema.path("items")))
              .build();
      case "object" -> object(schema);
      default -> throw new IllegalArgumentException("no JSON Schema type in " + schema);
    };
  }
}
