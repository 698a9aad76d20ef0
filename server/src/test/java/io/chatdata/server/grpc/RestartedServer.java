package io.chatdata.server.grpc;

import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.server.sql.TestingProxy;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import java.io.IOException;

/** A server in one process after the other, all on the same store through the same proxy. */
final class RestartedServer implements AutoCloseable {
  private final TestingProxy proxy;
  private final TestingDatabase store;
  private final TestingDatabase data;
  private volatile TestingServerProcess now;

  RestartedServer(TestingProxy proxy, TestingDatabase store, TestingDatabase data)
      throws IOException {
    this.proxy = proxy;
    this.store = store;
    this.data = data;
    now = begin();
  }

  private TestingServerProcess begin() throws IOException {
    return TestingServerProcess.startThrough(proxy.port(), store, data);
  }

  /** Calls to it fail while it is not there. */
  ChatServiceBlockingStub chat() {
    return now.chat;
  }

  void signal(String name) throws IOException, InterruptedException {
    now.signal(name);
  }

  void kill() {
    now.close();
  }

  void startAgain() throws IOException {
    now = begin();
  }

  @Override
  public void close() {
    kill();
  }
}
