package io.chatdata.server.llm;

import io.chatdata.server.base.Cancellation;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A provider of models. */
public interface Provider {
  /** Id in the contract, such as openai. */
  String id();

  /** Name for people. */
  String name();

  /** Why it can't be used now, and what to do; empty when it can. */
  String unavailableReason();

  /** Where its key comes from. */
  default KeySource keySource() {
    return KeySource.NOT_NEEDED;
  }

  /** Set while it is not asked, for it kept failing; null else. */
  default @Nullable Outage outage() {
    return null;
  }

  /** Whether it writes what it is told to, such as a title, and not only answers questions. */
  default boolean writes() {
    return true;
  }

  /** Its known models; other ids are passed on as they are. */
  List<Model> models();

  /** The model that is used when none is named. */
  String defaultModel();

  /**
   * Asks a model and blocks until its answer ends.
   *
   * @param events gets each piece, in order, on the calling thread or another, one at a time
   * @param cancellation ends the call at once, with {@link FinishReason#CANCELLED}
   * @throws io.chatdata.server.base.ChatdataException where the provider can't be reached, refuses
   *     or breaks off
   */
  ModelReply ask(ModelRequest request, Consumer<ModelEvent> events, Cancellation cancellation);
}
