package io.chatdata.e2e.bench;

import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.SendMessageRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Sends messages over a few channels, and reads the answers as the bytes that they are. */
final class GrpcClients implements Clients {
  private static final int CHANNELS = 4;
  private static final int ANY = 1_000_000;

  private static final MethodDescriptor<SendMessageRequest, byte[]> SEND =
      ChatServiceGrpc.getSendMessageMethod().toBuilder(
              ChatServiceGrpc.getSendMessageMethod().getRequestMarshaller(), new Bytes())
          .build();

  private final Conversations conversations;
  private final List<ManagedChannel> channels;
  private final AtomicInteger asked = new AtomicInteger();

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream message) {
      try {
        return message.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  GrpcClients(String server, Conversations conversations) {
    this.conversations = conversations;
    channels =
        IntStream.range(0, CHANNELS)
            .mapToObj(
                _ ->
                    ManagedChannelBuilder.forTarget(server).usePlaintext().directExecutor().build())
            .toList();
  }

  @Override
  public void prepare(int streams) throws Exception {
    conversations.make(streams);
  }

  @Override
  public Runnable ask(String question, Stamps stamps, End whole) {
    ClientCall<SendMessageRequest, byte[]> call =
        channels.get(asked.getAndIncrement() % CHANNELS).newCall(SEND, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] event) {
            stamps.read(event, 0, event.length);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            whole.ended(status.isOk());
          }
        },
        new Metadata());
    call.request(ANY);
    call.sendMessage(
        SendMessageRequest.newBuilder()
            .setConversationId(conversations.take())
            .setContent(question)
            .build());
    call.halfClose();
    return () -> call.cancel("It takes too long", null);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
