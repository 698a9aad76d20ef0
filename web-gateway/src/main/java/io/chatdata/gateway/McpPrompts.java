package io.chatdata.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.chatdata.v1.Connection;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.SuggestQuestionsRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** The prompts of MCP: questions to start with, made from what each database has. */
final class McpPrompts {
  private static final int NAME_LENGTH = 60;

  private final Backend backend;

  private record Prompt(String name, String connection, String question) {}

  McpPrompts(Backend backend) {
    this.backend = backend;
  }

  JsonArray list(McpCaller caller) throws InterruptedException {
    var prompts = new JsonArray();
    for (Prompt each : all(caller)) {
      var prompt = new JsonObject();
      prompt.addProperty("name", each.name);
      prompt.addProperty("title", each.question);
      prompt.addProperty("description", each.question);
      prompts.add(prompt);
    }
    return prompts;
  }

  /** Writes a prompt: the question and where to look for its answer. */
  void get(JsonObject params, McpCaller caller, Utf8Buffer out) throws InterruptedException {
    String name = McpMessage.isText(params.get("name")) ? params.get("name").getAsString() : "";
    for (Prompt prompt : all(caller)) {
      if (prompt.name.equals(name)) {
        var message = new JsonObject();
        message.addProperty("role", "user");
        message.add(
            "content",
            McpTools.text(
                "%s\n\nAnswer it by chatdata's tools, from the connection \"%s\"."
                    .formatted(prompt.question, prompt.connection)));
        var messages = new JsonArray();
        messages.add(message);
        out.ascii("\"description\":").jsonString(prompt.question).ascii(',');
        McpServer.member("messages", messages, out);
        return;
      }
    }
    throw McpException.of(
        McpException.INVALID_PARAMS, "Unknown prompt '" + name + "'; prompts/list has them all");
  }

  private List<Prompt> all(McpCaller caller) throws InterruptedException {
    var prompts = new ArrayList<Prompt>();
    var names = new HashSet<String>();
    for (Connection connection : McpResources.connections(backend, caller)) {
      for (String question : questions(connection.getId(), caller)) {
        String name = name(question);
        for (int i = 2; !names.add(name); i++) {
          name = name(question) + "-" + i;
        }
        prompts.add(new Prompt(name, connection.getId(), question));
      }
    }
    return prompts;
  }

  /** None when the database can't be asked, so that others' can. */
  private List<String> questions(String connection, McpCaller caller) throws InterruptedException {
    var request = SuggestQuestionsRequest.newBuilder().setConnectionId(connection).build();
    try {
      return caller
          .call(backend, DataServiceGrpc.getSuggestQuestionsMethod(), request, Backend.DATA)
          .getQuestionsList();
    } catch (ProblemException e) {
      return List.of();
    }
  }

  /** A name that a person can type, since clients offer prompts as commands. */
  private static String name(String question) {
    String words =
        question
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N}]+", "-")
            .replaceAll("^-|-$", "");
    return words.length() <= NAME_LENGTH ? words : words.substring(0, NAME_LENGTH);
  }
}
