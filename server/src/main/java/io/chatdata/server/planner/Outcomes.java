package io.chatdata.server.planner;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.Prompt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the calls of this turn came to. The planner keeps nothing between two rounds: it reads the
 * question anew, and finds here what it asked for before.
 */
final class Outcomes {
  /**
   * The id of a call tells when its turn began, so that all rounds of a turn mean the same by today
   * and now.
   */
  private static final Pattern ID = Pattern.compile("builtin-(\\d{1,12})-(\\d+)-(\\d+)");

  private final Map<String, JsonNode> argumentsById = new HashMap<>();
  private final Map<String, ToolOutcome> byCall = new HashMap<>();
  private final List<String> said = new ArrayList<>();
  private int rounds;
  private Optional<Instant> began = Optional.empty();

  /** The outcomes in the prompts since the person's last message. */
  static Outcomes of(List<Prompt> prompts) {
    Outcomes outcomes = new Outcomes();
    for (Prompt prompt : prompts) {
      switch (prompt) {
        case Prompt.User user -> {}
        case Prompt.Assistant assistant -> outcomes.add(assistant);
        case Prompt.ToolOutput output -> outcomes.add(output);
      }
    }
    return outcomes;
  }

  /** What a call came to; empty when it was not made yet. */
  Optional<ToolOutcome> of(Call call) {
    return Optional.ofNullable(byCall.get(key(call.tool(), call.arguments())));
  }

  boolean hasAll(List<Call> calls) {
    return calls.stream().allMatch(call -> of(call).isPresent());
  }

  /** How many rounds of calls this turn has had. */
  int rounds() {
    return rounds;
  }

  /** When the turn began; empty in its first round. */
  Optional<Instant> began() {
    return began;
  }

  /** True when a text was already sent in this turn. */
  boolean wasSaid(String text) {
    return said.stream().anyMatch(one -> one.contains(text.strip()));
  }

  /** An id for a call of the next round. */
  String id(Instant now, int number) {
    return "builtin-%d-%d-%d".formatted(now.getEpochSecond(), rounds + 1, number);
  }

  private void add(Prompt.Assistant assistant) {
    rounds++;
    said.add(assistant.text());
    for (ModelEvent.ToolCall call : assistant.toolCalls()) {
      Matcher id = ID.matcher(call.id());
      if (id.matches() && began.isEmpty()) {
        began = Optional.of(Instant.ofEpochSecond(Long.parseLong(id.group(1))));
      }
      try {
        argumentsById.put(call.id(), Json.parse(call.arguments()));
      } catch (IllegalArgumentException e) {
        // Not a call of the planner's; it will be made again.
      }
    }
  }

  private void add(Prompt.ToolOutput output) {
    JsonNode arguments = argumentsById.get(output.toolCallId());
    if (arguments != null && output.outcome() != null) {
      byCall.put(key(output.tool(), arguments), output.outcome());
    }
  }

  private static String key(String tool, JsonNode arguments) {
    return tool + " " + Json.write(arguments);
  }
}
