package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.rpc.ErrorInfo;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.ListModelsRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
  private static final List<byte[]> UNREADABLE =
      List.of(
          // Field 1, a text of two bytes that are no UTF-8; then one that is cut.
          new byte[] {0x0a, 2, (byte) 0xff, (byte) 0xfe}, new byte[] {0x0a, 50, 'x'});

  @Test
  void bytesThatAreNoRequestAreAnInvalidArgument() {
    try (TestingServer server = TestingServer.start()) {
      for (byte[] bytes : UNREADABLE) {
        refused(server, ChatServiceGrpc.getGetConversationMethod(), bytes);
        refused(server, ChatServiceGrpc.getSendMessageMethod(), bytes);
        refused(server, DataServiceGrpc.getRunQueryMethod(), bytes);
      }
      assertEquals(
          "testing",
          server.chat.listModels(ListModelsRequest.getDefaultInstance()).getDefaultProvider());
    }
  }

  private static <R> void refused(
      TestingServer server, MethodDescriptor<?, R> method, byte[] bytes) {
    MethodDescriptor<byte[], R> raw =
        method.toBuilder(new Bytes(), method.getResponseMarshaller()).build();
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingServerStreamingCall(
                        server.channel, raw, CallOptions.DEFAULT, bytes)
                    .hasNext());
    assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
    assertEquals(
        "INVALID_FIELD", TestingErrors.detail(refused, ErrorInfo.class).orElseThrow().getReason());
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException("a client parses no request");
    }
  }
}
