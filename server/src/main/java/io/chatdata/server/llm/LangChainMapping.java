package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.ToolSpec;
import java.util.ArrayList;
import java.util.List;

/** Our records as LangChain4j's. */
final class LangChainMapping {
  private LangChainMapping() {}

  static List<ChatMessage> messages(ModelRequest request) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(SystemMessage.from(request.instructions()));
    for (Prompt prompt : request.prompts()) {
      messages.add(
          switch (prompt) {
            case Prompt.User user -> UserMessage.from(user.text());
            case Prompt.Assistant assistant -> assistant(assistant);
            case Prompt.ToolOutput output ->
                ToolExecutionResultMessage.from(
                    output.toolCallId(), output.tool(), Json.write(output.output()));
          });
    }
    return messages;
  }

  private static AiMessage assistant(Prompt.Assistant assistant) {
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
                          .id(call.id())
                          .name(call.tool())
                          .arguments(call.arguments())
                          .build())
              .toList());
    }
    return message.build();
  }

  static List<ToolSpecification> tools(List<ToolSpec> tools) {
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
