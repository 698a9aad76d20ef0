package io.chatdata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import io.chatdata.server.base.Json;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.SendMessageRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The ways to start a turn. */
enum Face {
  GRPC {
    @Override
    EventSource ask(TestingProduct product, String conversation, String content) {
      return grpc(
          product
              .chat()
              .sendMessage(
                  SendMessageRequest.newBuilder()
                      .setConversationId(conversation)
                      .setContent(content)
                      .build()));
    }
  },

  SSE {
    @Override
    EventSource ask(TestingProduct product, String conversation, String content) {
      return sse(
          product.rest(
              "/api/v1/chat/conversations/%s/messages".formatted(conversation),
              "{\"content\": %s}".formatted(Json.write(content)),
              HttpResponse.BodyHandlers.ofInputStream()));
    }
  },

  COMMAND_LINE {
    @Override
    EventSource ask(TestingProduct product, String conversation, String content)
        throws IOException {
      return lines(
          product.commandLine("ask", "--json", "--conversation", conversation, content).start());
    }
  },

  MCP {
    @Override
    EventSource ask(TestingProduct product, String conversation, String content) {
      return mcp(
          product.rest(
              "/mcp",
              """
              {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments":
              {"question": %s, "conversation_id": "%s"}, "_meta": {"progressToken": 1}}}\
              """
                  .formatted(Json.write(content), conversation),
              HttpResponse.BodyHandlers.ofInputStream(),
              "Accept",
              "application/json, text/event-stream"));
    }
  };

  private static final JsonFormat.Parser JSON =
      JsonFormat.parser()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                  .build());

  /** Starts a turn and reads it from its first event. */
  abstract EventSource ask(TestingProduct product, String conversation, String content)
      throws IOException;

  static ChatEvent parse(String json) throws InvalidProtocolBufferException {
    var event = ChatEvent.newBuilder();
    JSON.merge(json, event);
    return event.build();
  }

  static EventSource grpc(Iterator<ChatEvent> events) {
    return new EventSource() {
      @Override
      public @Nullable ChatEvent next() {
        return events.hasNext() ? events.next() : null;
      }

      @Override
      public void close() {}
    };
  }

  static EventSource sse(HttpResponse<InputStream> response) {
    var reader = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    return new EventSource() {
      @Override
      public @Nullable ChatEvent next() throws IOException {
        String line = reader.readLine();
        while (line != null && (line.isEmpty() || line.startsWith(":"))) {
          line = reader.readLine();
        }
        if (line == null) {
          return null;
        }
        String kind = line;
        String id = reader.readLine();
        ChatEvent event = parse(reader.readLine().replaceFirst("^data: ", ""));
        String expected =
            "event: %s, id: %s:%d"
                .formatted(
                    event.getEventCase().name().toLowerCase(java.util.Locale.ROOT),
                    event.getTurnId(),
                    event.getSequence());
        if (!expected.equals(kind + ", " + id)) {
          throw new IOException("%s, %s for %s".formatted(kind, id, event));
        }
        return event;
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  /** The events are the progress of the call; its answer is the end. */
  private static EventSource mcp(HttpResponse<InputStream> response) {
    var reader = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    return new EventSource() {
      @Override
      public @Nullable ChatEvent next() throws IOException {
        String line = reader.readLine();
        while (line != null && !line.startsWith("data: ")) {
          line = reader.readLine();
        }
        if (line == null) {
          throw new IOException("The call has no answer");
        }
        JsonNode message = Json.parse(line.substring("data: ".length()));
        JsonNode event = message.at("/params/_meta/io.chatdata~1event");
        return message.has("result") ? null : parse(event.toString());
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  static EventSource lines(Process process) {
    BufferedReader reader = process.inputReader(UTF_8);
    return new EventSource() {
      @Override
      public @Nullable ChatEvent next() throws IOException {
        String line = reader.readLine();
        return line == null ? null : parse(line);
      }

      @Override
      public void close() throws IOException {
        process.destroyForcibly();
        reader.close();
      }
    };
  }
}
