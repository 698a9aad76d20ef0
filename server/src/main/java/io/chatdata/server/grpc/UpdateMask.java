package io.chatdata.server.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.UpdateConversationRequest;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which fields of a conversation an update changes. */
final class UpdateMask {
  private static final Set<String> CHANGEABLE =
      new TreeSet<>(
          Set.of(
              "title",
              "provider",
              "model",
              "connection_id",
              "instructions",
              "metadata",
              "head_message_id"));

  private UpdateMask() {}

  /** Those of the mask; without one, those that are set. */
  static Set<String> of(UpdateConversationRequest request) {
    Set<String> fields =
        request.hasUpdateMask() && request.getUpdateMask().getPathsCount() > 0
            ? Set.copyOf(request.getUpdateMask().getPathsList())
            : present(request.getConversation());
    for (String field : fields) {
      if (!CHANGEABLE.contains(field)) {
        throw Requests.invalid(
            "update_mask",
            "'%s' can't be changed; what can is %s"
                .formatted(Requests.shown(field), String.join(", ", CHANGEABLE)));
      }
    }
    if (fields.isEmpty()) {
      throw Requests.invalid(
          "update_mask",
          "nothing to change; set one of %s".formatted(String.join(", ", CHANGEABLE)));
    }
    return fields;
  }

  private static Set<String> present(Conversation conversation) {
    return conversation.getAllFields().keySet().stream()
        .map(FieldDescriptor::getName)
        .filter(name -> !name.equals("id"))
        .collect(Collectors.toSet());
  }
}
