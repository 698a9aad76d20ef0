package io.chatdata.e2e.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Another relay of the same model, side by side: {@code
 * NAME=URL[,pid=PID[+PID]][,header=NAME:VALUE]}. It is asked in the words of OpenAI's protocol,
 * which the AI SDK's servers understand too.
 */
record Peer(String name, URI url, List<Long> pids, String headers) {
  Peer {
    pids = List.copyOf(pids);
  }

  static Peer parse(String text) {
    String[] parts = text.split(",", -1);
    String[] named = parts[0].split("=", 2);
    List<Long> pids = new ArrayList<>();
    var headers = new StringBuilder();
    try {
      for (int i = 1; i < parts.length; i++) {
        String[] option = parts[i].split("=", 2);
        switch (option[0]) {
          case "pid" ->
              List.of(option[1].split("\\+", -1)).forEach(pid -> pids.add(Long.valueOf(pid)));
          case "header" -> headers.append(option[1].replaceFirst(":", ": ")).append("\r\n");
          default -> throw new IllegalArgumentException();
        }
      }
      return new Peer(named[0], URI.create(named[1]), pids, headers.toString());
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "'%s' is no peer: it takes NAME=URL[,pid=PID+PID][,header=NAME:VALUE]".formatted(text),
          e);
    }
  }

  Target target(URI model) {
    return new Target(
        name,
        new SseClients(question -> new SseClients.Request(url, headers, openAi(question))),
        new Processes(pids),
        Target.NONE,
        model);
  }

  static String openAi(String question) {
    return "{\"model\":\"fake\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(question);
  }
}
