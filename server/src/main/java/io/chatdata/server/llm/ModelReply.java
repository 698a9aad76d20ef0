package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model's call ended. Its text, reasoning and tool calls came as {@link ModelEvent}s before.
 *
 * @param finishReason why
 * @param model the model that answered, as the provider names it; empty where it doesn't
 * @param charge what it cost
 * @param followUps questions that may follow, as texts to click
 * @param choices where the answer asks back, the answers to choose from
 * @param rawRequest what was sent, without keys; null where there is no wire
 * @param rawResponse what was received; null where there is no wire
 */
public record ModelReply(
    FinishReason finishReason,
    String model,
    Charge charge,
    List<String> followUps,
    List<String> choices,
    @Nullable JsonNode rawRequest,
    @Nullable JsonNode rawResponse) {
  public ModelReply {
    followUps = List.copyOf(followUps);
    choices = List.copyOf(choices);
  }

  public Usage usage() {
    return charge.usage();
  }
}
