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
import java.util.Optional;

/** The prompts of MCP: questions to start with, made from what each database has. */
final class McpPrompts {
  private static final int NAME_LENGTH = 60;
  private static final char POINT = '.';

  private final Backend backend;

  private record Prompt(String name, String connection, String question) {
    JsonObject toJson() {
      var prompt = new JsonObject();
      prompt.addProperty("name", name);
      prompt.addProperty("title", question);
      prompt.addProperty("description", question);
      return prompt;
    }
  }

  McpPrompts(Backend backend) {
    this.backend = backend;
  }

  /** All that can be asked now: a database that is away doesn't keep others' from being listed. */
  JsonArray list(McpCaller caller) throws InterruptedException {
    var prompts = new JsonArray();
    for (Connection connection : McpResources.connections(backend, caller)) {
      try {
        of(connection.getId(), caller).forEach(prompt -> prompts.add(prompt.toJson()));
      } catch (ProblemException e) {
        // Its own callers are told why.
      }
    }
    return prompts;
  }

  /** Writes a prompt: the question and where to look for its answer. */
  void get(JsonObject params, McpCaller caller, Utf8Buffer out) throws InterruptedException {
    String name = McpMessage.isText(params.get("name")) ? params.get("name").getAsString() : "";
    Prompt prompt =
        named(name, caller)
            .orElseThrow(
                () ->
                    McpException.of(
                        McpException.INVALID_PARAMS,
                        "Unknown prompt '" + name + "'; prompts/list has them all"));
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
  }

  private Optional<Prompt> named(String name, McpCaller caller) throws InterruptedException {
    int end = name.indexOf(POINT);
    if (end < 1) {
      return Optional.empty();
    }
    try {
      return of(name.substring(0, end), caller).stream()
          .filter(prompt -> prompt.name.equals(name))
          .findFirst();
    } catch (ProblemException e) {
      if (e.problem().status() == 400 || e.problem().status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Those of a connection, whose id has no point and begins their names. */
  private List<Prompt> of(String connection, McpCaller caller) throws InterruptedException {
    var request = SuggestQuestionsRequest.newBuilder().setConnectionId(connection).build();
    var prompts = new ArrayList<Prompt>();
    var names = new HashSet<String>();
    for (String question :
        caller
            .call(backend, DataServiceGrpc.getSuggestQuestionsMethod(), request, Backend.DATA)
            .getQuestionsList()) {
      String first = connection + POINT + words(question);
      String name = first;
      for (int i = 2; !names.add(name); i++) {
        name = first + "-" + i;
      }
      prompts.add(new Prompt(name, connection, question));
    }
    return prompts;
  }

  /** What a person can type, since clients offer prompts as commands. */
  private static String words(String question) {
    String words =
        question
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N}]+", "-")
            .replaceAll("^-|-$", "");
    return words.length() <= NAME_LENGTH ? words : words.substring(0, NAME_LENGTH);
  }
}
