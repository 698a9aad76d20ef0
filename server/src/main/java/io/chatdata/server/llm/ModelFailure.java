package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Usage;
import org.jspecify.annotations.Nullable;

/** A model's call that failed, with what had gone over the wire. */
public final class ModelFailure extends ChatdataException {
  private static final long serialVersionUID = 1;

  private final transient Usage usage;
  private final transient @Nullable JsonNode rawRequest;
  private final transient @Nullable JsonNode rawResponse;

  ModelFailure(
      Problem problem, Usage usage, @Nullable JsonNode rawRequest, @Nullable JsonNode rawResponse) {
    super(problem);
    this.usage = usage;
    this.rawRequest = rawRequest;
    this.rawResponse = rawResponse;
  }

  public Usage usage() {
    return usage;
  }

  public @Nullable JsonNode rawRequest() {
    return rawRequest;
  }

  public @Nullable JsonNode rawResponse() {
    return rawResponse;
  }
}
