package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.chatdata.v1.Connection;
import io.chatdata.v1.CreateConnectionRequest;
import io.chatdata.v1.DeleteConnectionRequest;
import io.chatdata.v1.Provider;
import io.chatdata.v1.ReadOnlyState;
import io.chatdata.v1.RemoveProviderKeyRequest;
import io.chatdata.v1.SetProviderKeyRequest;
import io.chatdata.v1.SetupServiceGrpc.SetupServiceImplBase;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections and keys are added to a running server; what is secret is never on the screen. */
@Timeout(60)
final class SetupCommandsTest {
  private final List<Message> requests = new CopyOnWriteArrayList<>();
  private final TestingShell shell = new TestingShell();
  private final Server server =
      NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .addService(new Setup())
          .build();

  @BeforeEach
  void start() throws IOException {
    server.start();
    shell.set("CHATDATA_SERVER", "127.0.0.1:" + server.getPort());
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void aConnectionIsAddedWithThePasswordFromStandardInput() {
    shell.input("hunter2\n".getBytes(UTF_8));

    assertEquals(
        0,
        shell.run(
            "connections", "add", "postgresql://db/shop", "--user", "app", "--password-stdin"));

    assertEquals(
        List.of(
            CreateConnectionRequest.newBuilder()
                .setUrl("postgresql://db/shop")
                .setUser("app")
                .setPassword("hunter2")
                .build()),
        requests);
    assertEquals("shop is connected; its role can only read\n", shell.out());
    assertFalse((shell.out() + shell.err()).contains("hunter2"));
  }

  @Test
  void anAcceptedRoleIsSaidAndAConnectionIsRemoved() {
    assertEquals(
        0,
        shell.run(
            "connections", "add", "postgresql://a:b@db/shop", "--allow-unsafe-role", "--id", "x"));
    assertEquals(0, shell.run("connections", "remove", "x"));

    assertTrue(shell.err().contains("warning: it can do more"), shell.err());
    assertEquals("shop is connected\nx is removed\n", shell.out());
    assertEquals(DeleteConnectionRequest.newBuilder().setId("x").build(), requests.getLast());
  }

  @Test
  void aKeyIsReadFromStandardInputAndRemoved() {
    shell.input("sk-0123456789\n".getBytes(UTF_8));

    assertEquals(0, shell.run("models", "key", "openai"));
    assertEquals(0, shell.run("models", "key", "openai", "--remove"));

    assertEquals(
        List.of(
            SetProviderKeyRequest.newBuilder()
                .setProvider("openai")
                .setKey("sk-0123456789")
                .build(),
            RemoveProviderKeyRequest.newBuilder().setProvider("openai").build()),
        requests);
    assertEquals(
        "OpenAI takes the key and can be used\nThe key of openai is removed\n", shell.out());
  }

  @Test
  void aRefusedKeyEndsWithTheProvidersReason() {
    assertEquals(4, shell.input("wrong".getBytes(UTF_8)).run("models", "key", "openai"));

    assertTrue(shell.err().contains("refuses this key"), shell.err());
  }

  private final class Setup extends SetupServiceImplBase {
    private <T> void answer(Message request, T answer, StreamObserver<T> observer) {
      requests.add(request);
      observer.onNext(answer);
      observer.onCompleted();
    }

    @Override
    public void createConnection(
        CreateConnectionRequest request, StreamObserver<Connection> observer) {
      var connection = Connection.newBuilder().setId("shop");
      if (request.getAllowUnsafeRole()) {
        connection
            .setReadOnlyState(ReadOnlyState.READ_ONLY_STATE_OVERRIDDEN)
            .addWarnings("it can do more");
      } else {
        connection.setReadOnlyState(ReadOnlyState.READ_ONLY_STATE_VERIFIED);
      }
      answer(request, connection.build(), observer);
    }

    @Override
    public void deleteConnection(DeleteConnectionRequest request, StreamObserver<Empty> observer) {
      answer(request, Empty.getDefaultInstance(), observer);
    }

    @Override
    public void setProviderKey(SetProviderKeyRequest request, StreamObserver<Provider> observer) {
      if (request.getKey().equals("wrong")) {
        observer.onError(
            Status.FAILED_PRECONDITION
                .withDescription("OpenAI refuses this key")
                .asRuntimeException());
        return;
      }
      answer(request, Provider.newBuilder().setName("OpenAI").build(), observer);
    }

    @Override
    public void removeProviderKey(
        RemoveProviderKeyRequest request, StreamObserver<Provider> observer) {
      answer(request, Provider.getDefaultInstance(), observer);
    }
  }
}
