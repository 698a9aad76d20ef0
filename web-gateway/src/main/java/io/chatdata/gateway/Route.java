package io.chatdata.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import io.chatdata.v1.ChatEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method on a path, with what the OpenAPI document says of it.
 *
 * @param method the method; see {@link #methods()}
 * @param path segments after slashes; {name} stands for any one segment, a last * for any number
 * @param id name of the operation, unique
 * @param rpc name of the rpc whose comment describes it; empty means none
 * @param description what it does, besides the rpc's comment
 * @param input what the request holds
 * @param replies what it may answer, problems left out
 */
record Route(
    String method,
    String path,
    String id,
    String rpc,
    String description,
    Input<?> input,
    List<Reply> replies,
    Handler handler) {
  /**
   * A successful answer.
   *
   * @param mediaType empty means that it has no body
   * @param message the message that it holds
   * @param schema else, the name of its schema in the OpenAPI document
   */
  record Reply(
      int status,
      String description,
      String mediaType,
      @Nullable Descriptor message,
      @Nullable String schema) {
    private static final String JSON = "application/json";

    static Reply json(int status, String description, Descriptor message) {
      return new Reply(status, description, JSON, message, null);
    }

    static Reply json(int status, String description, String schema) {
      return new Reply(status, description, JSON, null, schema);
    }

    /** The events of a turn. */
    static Reply events() {
      return new Reply(
          200,
          "The turn's events: each has the kind as its event, <turn_id>:<sequence> as its id and a"
              + " ChatEvent as its data. An error is an event named error with a Problem as its"
              + " data and no id, and the last.",
          SseReply.MEDIA_TYPE,
          ChatEvent.getDescriptor(),
          null);
    }

    static Reply of(String description, String mediaType) {
      return new Reply(200, description, mediaType, null, null);
    }

    static Reply empty(int status, String description) {
      return new Reply(status, description, "", null, null);
    }
  }

  Route {
    replies = List.copyOf(replies);
  }

  /** The methods that it answers: with GET also HEAD, but not where the answer is a stream. */
  List<String> methods() {
    boolean stream =
        replies.stream().anyMatch(reply -> reply.mediaType().equals(SseReply.MEDIA_TYPE));
    return method.equals("GET") && !stream ? List.of("GET", "HEAD") : List.of(method);
  }

  /** Whether it needs no token, since it only reads what is the same for all. */
  boolean isOpen() {
    return method.equals("GET") && rpc.isEmpty() && !path.equals("/metrics");
  }

  List<String> segments() {
    return List.of(path.substring(1).split("/", -1));
  }
}
