package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What each protocol demands of a request, as strictly as the strictest server. */
public final class TestingWireCheck {
  private TestingWireCheck() {}

  /** Fails where a request breaks a rule of its protocol. */
  public static void check(ProviderConfig.Wire wire, JsonNode request) {
    switch (wire) {
      case OPENAI -> openAi(request);
      case ANTHROPIC -> anthropic(request);
      case GOOGLE -> google(request);
    }
  }

  /** Each tool call is answered at once, once, by its id; arguments are JSON objects in a text. */
  private static void openAi(JsonNode request) {
    List<String> open = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    assertEquals("system", request.at("/messages/0/role").asText());
    for (JsonNode message : request.path("messages")) {
      String role = message.path("role").asText();
      if (role.equals("tool")) {
        assertTrue(open.remove(message.path("tool_call_id").asText()), message.toString());
        assertTrue(message.path("content").isTextual(), message.toString());
        continue;
      }
      assertEquals(List.of(), open, message.toString());
      assertTrue(
          message.path("content").isTextual() || message.has("tool_calls"), message.toString());
      for (JsonNode call : message.path("tool_calls")) {
        assertEquals("function", call.path("type").asText());
        assertTrue(Json.parse(call.at("/function/arguments").textValue()).isObject());
        assertTrue(ids.add(call.path("id").asText()), call.toString());
        open.add(call.path("id").asText());
      }
    }
    assertEquals(List.of(), open);
    for (JsonNode tool : request.path("tools")) {
      assertEquals("object", tool.at("/function/parameters/type").asText());
    }
  }

  /**
   * Roles alternate; results stand first in the very next message; reasoning comes first, signed.
   */
  static void anthropic(JsonNode request) {
    assertEquals("ephemeral", cacheMark(request.path("system")), "system prompt");
    assertEquals("ephemeral", cacheMark(request.path("tools")), "tools");
    List<String> open = List.of();
    Set<String> ids = new HashSet<>();
    String before = "assistant";
    for (JsonNode message : request.path("messages")) {
      String role = message.path("role").asText();
      assertNotEquals(before, role, "roles alternate");
      before = role;
      JsonNode content = message.path("content");
      assertFalse(content.isEmpty(), message.toString());
      List<String> answered = new ArrayList<>();
      List<String> called = new ArrayList<>();
      boolean onlyReasoning = true;
      boolean onlyResults = true;
      for (JsonNode block : content) {
        switch (block.path("type").asText()) {
          case "thinking" -> {
            assertTrue(onlyReasoning && role.equals("assistant"), "reasoning comes first");
            assertFalse(block.path("signature").asText().isEmpty(), block.toString());
            assertTrue(block.path("thinking").isTextual(), block.toString());
          }
          case "redacted_thinking" -> {
            assertTrue(onlyReasoning, "reasoning comes first");
            assertFalse(block.path("data").asText().isEmpty(), block.toString());
          }
          case "tool_result" -> {
            assertTrue(onlyResults, "results come first");
            answered.add(block.path("tool_use_id").asText());
            onlyReasoning = false;
          }
          case "tool_use" -> {
            assertTrue(block.path("input").isObject(), block.toString());
            assertTrue(block.path("id").asText().matches("[a-zA-Z0-9_-]+"), block.toString());
            assertTrue(ids.add(block.path("id").asText()), "ids are unique");
            called.add(block.path("id").asText());
            onlyReasoning = false;
            onlyResults = false;
          }
          default -> {
            assertEquals("text", block.path("type").asText());
            assertFalse(block.path("text").asText().isBlank(), block.toString());
            onlyReasoning = false;
            onlyResults = false;
          }
        }
      }
      assertEquals(open, answered, "each call is answered in the next message");
      open = called;
    }
    assertEquals("user", before);
    assertEquals(List.of(), open);
  }

  private static String cacheMark(JsonNode list) {
    return list.path(list.size() - 1).at("/cache_control/type").asText();
  }

  /** Roles alternate; each call has its response, in order, in the very next content. */
  static void google(JsonNode request) {
    assertFalse(request.at("/systemInstruction/parts/0/text").asText().isEmpty());
    List<String> open = List.of();
    String before = "model";
    for (JsonNode content : request.path("contents")) {
      String role = content.path("role").asText();
      assertNotEquals(before, role, "roles alternate");
      before = role;
      assertFalse(content.path("parts").isEmpty(), content.toString());
      List<String> called = new ArrayList<>();
      List<String> answered = new ArrayList<>();
      for (JsonNode part : content.path("parts")) {
        if (part.hasNonNull("functionCall")) {
          assertTrue(part.at("/functionCall/args").isObject(), part.toString());
          called.add(part.at("/functionCall/name").asText());
        } else if (part.hasNonNull("functionResponse")) {
          assertTrue(part.at("/functionResponse/response").isObject(), part.toString());
          answered.add(part.at("/functionResponse/name").asText());
        } else {
          assertTrue(part.path("text").isTextual(), part.toString());
        }
      }
      assertEquals(open, answered, "each call is answered in the next content");
      open = called;
    }
    assertEquals("user", before);
    for (JsonNode function : request.at("/tools/0/functionDeclarations")) {
      assertTrue(
          !function.has("parameters") || !function.at("/parameters/properties").isEmpty(),
          function.toString());
    }
  }
}
