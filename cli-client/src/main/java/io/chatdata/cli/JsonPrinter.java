package io.chatdata.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import io.chatdata.v1.ChatEvent;

/**
 * Prints each event as one line of protobuf JSON with the original field names, fields without
 * presence also when they have their default: the same JSON as the gateway's.
 */
final class JsonPrinter implements EventPrinter {
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                  .build())
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private final Shell shell;

  JsonPrinter(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void print(ChatEvent event) {
    try {
      shell.out().println(SafeText.json(JSON.print(printable(event))));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Event " + event.getSequence() + " has no JSON form", e);
    }
  }

  @Override
  public void note(String sentence) {
    shell.err().println(sentence);
  }

  /** Without the error details of a kind that this client doesn't know: they have no JSON form. */
  private static ChatEvent printable(ChatEvent event) {
    if (event.getTurnFinished().getError().getDetailsList().stream().allMatch(JsonPrinter::known)) {
      return event;
    }
    ChatEvent.Builder builder = event.toBuilder();
    com.google.rpc.Status.Builder error = builder.getTurnFinishedBuilder().getErrorBuilder();
    error.clearDetails();
    event.getTurnFinished().getError().getDetailsList().stream()
        .filter(JsonPrinter::known)
        .forEach(error::addDetails);
    return builder.build();
  }

  private static boolean known(Any detail) {
    try {
      JSON.print(detail);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }
}
