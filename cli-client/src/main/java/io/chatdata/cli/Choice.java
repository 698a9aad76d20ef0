package io.chatdata.cli;

import io.chatdata.v1.CreateConversationRequest;
import java.util.UUID;
import picocli.CommandLine.Option;

/** The conversation to ask in, and who answers from which data. */
final class Choice {
  @Option(
      names = "--conversation",
      paramLabel = "ID",
      description = "Go on in this conversation; without it a new one begins.")
  String conversation = "";

  @Option(names = "--provider", paramLabel = "ID", description = "Provider of the model.")
  String provider = "";

  @Option(names = "--model", paramLabel = "ID", description = "Model that answers.")
  String model = "";

  @Option(
      names = "--connection",
      paramLabel = "ID",
      description = "Connection whose data is asked about.")
  String connection = "";

  /** Makes a conversation of this choice and returns its id. */
  String begin(ServerLink link, Retries retries) {
    CreateConversationRequest request =
        CreateConversationRequest.newBuilder()
            .setProvider(provider)
            .setModel(model)
            .setConnectionId(connection)
            .setRequestId(UUID.randomUUID().toString())
            .build();
    return retries.call(() -> link.chat().createConversation(request)).getId();
  }
}
