package io.chatdata.e2e.bench;

import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.ThreadLocalRandom;

/** Reads a whole turn, whatever its reader does meanwhile, and checks that no event is missing. */
abstract class SoakReader implements AutoCloseable {
  private static final int TOKENS = 300;
  private static final String QUESTION = "[[tokens=%d rate=20]]".formatted(TOKENS);

  private final Product product;
  private final Conversations conversations;

  /**
   * What a reader does during a turn.
   *
   * @param leaveAt the event after which it leaves and comes back; 0 means never
   * @param cancelAt the event after which it cancels the turn; 0 means never
   */
  record Course(long leaveAt, long cancelAt) {
    static Course any() {
      var random = ThreadLocalRandom.current();
      return new Course(
          random.nextInt(2) == 0 ? random.nextInt(1, TOKENS / 2) : 0,
          random.nextInt(10) == 0 ? random.nextInt(1, TOKENS / 2) : 0);
    }

    boolean isLeft() {
      return leaveAt > 0;
    }

    boolean isCancelled() {
      return cancelAt > 0;
    }
  }

  /** An event: which turn's, which one, and whether it is the last. */
  record Seen(String turn, long sequence, boolean isLast) {}

  /** A stream, which may be left. */
  interface Source extends AutoCloseable {
    Seen next() throws IOException;

    @Override
    void close() throws IOException;
  }

  private SoakReader(Product product) {
    this.product = product;
    conversations = new Conversations(product.chat());
  }

  abstract Source ask(String conversation, String question) throws Exception;

  abstract Source watch(String turn, long after) throws Exception;

  void read(Course course) throws Exception {
    Source source = ask(conversations.create(), QUESTION);
    try {
      boolean left = false;
      boolean cancelled = false;
      Seen seen = new Seen("", 0, false);
      while (!seen.isLast()) {
        Seen next = source.next();
        if (next.sequence() != seen.sequence() + 1) {
          throw new IOException("after event %d came %s".formatted(seen.sequence(), next));
        }
        seen = next;
        if (!cancelled && course.isCancelled() && seen.sequence() >= course.cancelAt()) {
          cancelled = true;
          var _ =
              product
                  .chat()
                  .cancelTurn(CancelTurnRequest.newBuilder().setTurnId(seen.turn()).build());
        }
        if (!left && course.isLeft() && seen.sequence() >= course.leaveAt() && !seen.isLast()) {
          left = true;
          source.close();
          source = watch(seen.turn(), seen.sequence());
        }
      }
    } finally {
      source.close();
    }
  }

  @Override
  public abstract void close();

  /** Over gRPC. */
  static final class Grpc extends SoakReader {
    private final ManagedChannel channel;
    private final ChatServiceBlockingStub chat;

    Grpc(Product product) throws IOException {
      super(product);
      channel = ManagedChannelBuilder.forTarget(product.server()).usePlaintext().build();
      chat = ChatServiceGrpc.newBlockingStub(channel);
    }

    private interface Opening {
      Iterator<ChatEvent> open();
    }

    private static Source open(Opening opening) throws Exception {
      Context.CancellableContext context = Context.ROOT.withCancellation();
      Iterator<ChatEvent> events = context.call(opening::open);
      return new Source() {
        @Override
        public Seen next() {
          ChatEvent event = events.next();
          return new Seen(event.getTurnId(), event.getSequence(), event.hasTurnFinished());
        }

        @Override
        public void close() {
          context.close();
        }
      };
    }

    @Override
    Source ask(String conversation, String question) throws Exception {
      return open(
          () ->
              chat.sendMessage(
                  SendMessageRequest.newBuilder()
                      .setConversationId(conversation)
                      .setContent(question)
                      .build()));
    }

    @Override
    Source watch(String turn, long after) throws Exception {
      return open(
          () ->
              chat.watchTurn(
                  WatchTurnRequest.newBuilder().setTurnId(turn).setAfterSequence(after).build()));
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  /** Through the gateway, as a page does. */
  static final class Gateway extends SoakReader {
    private final URI gateway;
    private final HttpClient http = HttpClient.newHttpClient();

    Gateway(Product product) throws IOException {
      super(product);
      gateway = product.gateway();
    }

    private HttpRequest.Builder request(String path, String... ids) {
      return HttpRequest.newBuilder(
              gateway.resolve("/api/v1/chat/" + path.formatted((Object[]) ids)))
          .header("Accept", "text/event-stream");
    }

    private Source open(HttpRequest request) throws IOException, InterruptedException {
      var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      var lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      if (response.statusCode() != 200) {
        throw new IOException(response.statusCode() + ": " + lines.readLine());
      }
      return new Source() {
        @Override
        public Seen next() throws IOException {
          boolean last = false;
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
              last = line.equals("event: turn_finished");
            } else if (line.startsWith("id: ")) {
              String[] id = line.substring("id: ".length()).split(":", 2);
              return new Seen(id[0], Long.parseLong(id[1]), last);
            }
          }
          throw new IOException("the stream ended before the turn");
        }

        @Override
        public void close() throws IOException {
          lines.close();
        }
      };
    }

    @Override
    Source ask(String conversation, String question) throws Exception {
      return open(
          request("conversations/%s/messages", conversation)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"content\":\"%s\"}".formatted(question)))
              .build());
    }

    @Override
    Source watch(String turn, long after) throws Exception {
      return open(
          request("turns/%s/events", turn).header("Last-Event-ID", turn + ":" + after).build());
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }
}
