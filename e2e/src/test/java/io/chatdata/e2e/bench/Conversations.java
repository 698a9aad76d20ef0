package io.chatdata.e2e.bench;

import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.chatdata.v1.CreateConversationRequest;
import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** New conversations with the paced model. Their titles are given, so that none is written. */
final class Conversations {
  private static final int AT_ONCE = 16;

  private final ChatServiceBlockingStub chat;
  private final Queue<String> made = new ConcurrentLinkedQueue<>();

  Conversations(ChatServiceBlockingStub chat) {
    this.chat = chat;
  }

  void make(int many) throws Exception {
    Callable<String> one = this::create;
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<String> id : threads.invokeAll(Collections.nCopies(many, one))) {
        made.add(id.get());
      }
    }
  }

  /** One that was made. */
  String take() {
    return made.remove();
  }

  String create() {
    return chat.createConversation(
            CreateConversationRequest.newBuilder()
                .setProvider(Product.PROVIDER)
                .setTitle("Measured")
                .build())
        .getId();
  }
}
