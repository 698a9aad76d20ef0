package io.chatdata.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A server, and a shell whose commands call it. */
@Timeout(60)
abstract class TestingClient {
  final TestingChatServer server = new TestingChatServer();
  final TestingShell shell = new TestingShell();

  @BeforeEach
  void useTheServer() {
    shell.set("CHATDATA_SERVER", server.address());
  }

  @AfterEach
  void stopTheServer() {
    server.close();
  }
}
