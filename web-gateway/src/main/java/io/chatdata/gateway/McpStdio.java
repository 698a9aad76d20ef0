package io.chatdata.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.chatdata.telemetry.Span;
import io.chatdata.telemetry.Telemetry;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MCP on standard input and output, a message a line. */
final class McpStdio {
  private static final Logger LOG = LoggerFactory.getLogger(McpStdio.class);

  private static final Duration TICK = Duration.ofMillis(500);

  private final McpServer server;
  private final Telemetry telemetry;
  private final OutputStream out;
  private final Map<JsonElement, McpCaller> running = new ConcurrentHashMap<>();
  private volatile boolean closed;

  McpStdio(McpServer server, Telemetry telemetry, OutputStream out) {
    this.server = server;
    this.telemetry = telemetry;
    this.out = out;
  }

  /** Serves this process's standard input and output. */
  static void serve(GatewayConfig config, Telemetry telemetry) throws IOException {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    // What else writes there would break the protocol.
    System.setOut(System.err);
    try (var ticker = new Ticker(TICK);
        var backend = new Backend(config, ticker)) {
      new McpStdio(new McpServer(backend, ticker), telemetry, out).run(System.in);
    }
  }

  /** Serves until the input or the output is closed, and answers what was asked before. */
  void run(InputStream input) throws IOException {
    InputStream in = new BufferedInputStream(input);
    try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
      for (byte[] line = line(in); line != null && !closed; line = line(in)) {
        if (line.length > 0) {
          take(line, requests);
        }
      }
    }
  }

  /** The next line; one that is too long comes without its end; null at the end. */
  private static byte @Nullable [] line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r' && line.size() <= Connections.MAX_BODY) {
        line.write(next);
      }
    }
    return line.toByteArray();
  }

  private void take(byte[] line, ExecutorService requests) {
    McpMessage message;
    try {
      message = parse(line);
    } catch (McpException e) {
      write(McpCaller.error(McpMessage.idOf(new String(line, UTF_8)), e));
      return;
    }
    switch (message) {
      case McpMessage.Request request -> {
        var caller = new Caller(request);
        running.put(request.id(), caller);
        requests.execute(() -> begin(request).over(_ -> answer(request, caller)));
      }
      case McpMessage.Notification notification -> {
        JsonElement id = notification.params().get("requestId");
        McpCaller caller = id == null ? null : running.get(id);
        if (notification.method().equals("notifications/cancelled") && caller != null) {
          caller.end(true);
        }
      }
      case McpMessage.Answer answer -> {}
    }
  }

  /** In the trace that the request's own _meta names, where it names one. */
  private Span begin(McpMessage.Request request) {
    return telemetry.begin(
        "mcp",
        Span.Kind.SERVER,
        name -> request.meta().get(name) instanceof JsonPrimitive text ? text.getAsString() : null);
  }

  private static McpMessage parse(byte[] line) {
    if (line.length > Connections.MAX_BODY) {
      throw McpException.of(
          McpException.INVALID_REQUEST,
          "The line is over " + Connections.MAX_BODY + " bytes, the most that is taken");
    }
    try {
      return McpMessage.parse(Percent.utf8(line));
    } catch (IllegalArgumentException e) {
      throw McpException.of(McpException.PARSE_ERROR, "The line is not UTF-8");
    }
  }

  private McpCaller answer(McpMessage.Request request, McpCaller caller) {
    try {
      byte[] answer = server.answer(request, McpEra.of(request), caller);
      if (!caller.hasEnded()) {
        write(answer);
      }
    } catch (McpException e) {
      write(McpCaller.error(request.id(), e));
    } catch (CancellationException e) {
      // No answer is wanted.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("{} failed", request.method(), e);
      write(
          McpCaller.error(
              request.id(),
              McpException.of(
                  McpException.INTERNAL_ERROR, "Something went wrong; standard error has it")));
    } finally {
      running.remove(request.id(), caller);
    }
    return caller;
  }

  private synchronized void write(byte[] message) {
    try {
      out.write(message);
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      if (!closed) {
        closed = true;
        LOG.info("Standard output was closed");
        running.values().forEach(caller -> caller.end(false));
      }
    }
  }

  private final class Caller extends McpCaller {
    Caller(McpMessage.Request request) {
      super(request);
    }

    @Override
    void send(byte[] notification) {
      write(notification);
    }

    @Override
    void idle() {}

    @Override
    void watch() {}
  }
}
