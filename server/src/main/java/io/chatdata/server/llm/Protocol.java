package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider's wire protocol. LangChain4j writes its requests; its streams are read here, for what
 * LangChain4j makes of them loses what can't be lost: signatures of reasoning, refusals, errors
 * inside a stream, tool calls that were cut.
 */
interface Protocol {
  /** Has LangChain4j build the request and send it by the given client; blocks until it ended. */
  void send(Endpoint endpoint, ModelRequest request, @Nullable Model model, HttpClientBuilder http);

  /** Mends what LangChain4j wrote. */
  default void mend(ObjectNode body, ModelRequest request) {}

  /** Takes in an event of the stream. One that is not known means nothing. */
  void read(JsonNode event, Answer answer);

  /** True where the request, refused so, is to be asked once more, in other words. */
  default boolean rewords(ModelRequest request, ProviderFailure refusal) {
    return false;
  }

  /** The headers that a request for the list of models needs, with a key. */
  Map<String, String> authorization(Endpoint endpoint);

  /**
   * Where a request goes.
   *
   * @param key empty when there is none
   */
  record Endpoint(ProviderConfig config, String key) {}
}
