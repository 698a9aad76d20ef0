package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Usage;
import org.jspecify.annotations.Nullable;

/** A model's call that failed, with what had gone over the wire. */
public final class ModelFailure extends ChatdataException {
  private static final long serialVersionUID = 1;

  private final transient Charge charge;
  private final transient @Nullable JsonNode rawRequest;
  private final transient @Nullable JsonNode rawResponse;

  ModelFailure(
      Problem problem,
      Charge charge,
      @Nullable JsonNode rawRequest,
      @Nullable JsonNode rawResponse) {
    super(problem);
    this.charge = charge;
    this.rawRequest = rawRequest;
    this.rawResponse = rawResponse;
  }

  public Charge charge() {
    return charge;
  }

  public Usage usage() {
    return charge.usage();
  }

  public @Nullable JsonNode rawRequest() {
    return rawRequest;
  }

  public @Nullable JsonNode rawResponse() {
    return rawResponse;
  }
}
