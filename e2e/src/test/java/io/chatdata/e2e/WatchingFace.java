package io.chatdata.e2e;

import io.chatdata.v1.WatchTurnRequest;
import java.io.IOException;
import java.net.http.HttpResponse;

/** The ways to watch a turn, wherever it was started. */
enum WatchingFace {
  GRPC {
    @Override
    EventSource watch(TestingProduct product, String turn, long after) {
      return Face.grpc(
          product
              .chat()
              .watchTurn(
                  WatchTurnRequest.newBuilder().setTurnId(turn).setAfterSequence(after).build()));
    }
  },

  SSE {
    // Reads on as a browser does.
    @Override
    EventSource watch(TestingProduct product, String turn, long after) {
      String path = "/api/v1/chat/turns/%s/events".formatted(turn);
      var body = HttpResponse.BodyHandlers.ofInputStream();
      return Face.sse(
          after == 0
              ? product.rest(path, null, body)
              : product.rest(path, null, body, "Last-Event-ID", turn + ":" + after));
    }
  },

  COMMAND_LINE {
    @Override
    EventSource watch(TestingProduct product, String turn, long after) throws IOException {
      return Face.lines(
          product.commandLine("watch", "--json", "--after", Long.toString(after), turn).start());
    }
  };

  /** Reads a turn from the event after a sequence. */
  abstract EventSource watch(TestingProduct product, String turn, long after) throws IOException;
}
