package io.chatdata.e2e.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures the built product, as {@code ./chatdata bench} starts it. Arguments: the folder of
 * ./chatdata, the parts, and options. Ends with 1 where a limit is missed.
 */
final class Benchmark {
  static final String DIRECT = "direct";
  static final String GRPC = "gRPC";
  static final String GATEWAY = "gateway";

  private static volatile boolean stopping;

  private final Options options;
  private final Report report;
  private final long start = System.nanoTime();

  private Benchmark(Options options) {
    this.options = options;
    report = new Report(options.root().resolve("target", "bench"));
  }

  /** What was asked for. */
  record Options(
      Path root,
      List<String> parts,
      int rounds,
      int minutes,
      @Nullable URI model,
      List<Peer> peers) {
    static Options parse(List<String> arguments) {
      List<String> parts = new ArrayList<>();
      List<Peer> peers = new ArrayList<>();
      int rounds = 0;
      int minutes = 1;
      URI model = null;
      for (int i = 1; i < arguments.size(); i++) {
        String one = arguments.get(i);
        if (!one.startsWith("--")) {
          parts.add(one);
          continue;
        }
        if (++i == arguments.size()) {
          throw new IllegalArgumentException(one + " needs a value");
        }
        String value = arguments.get(i);
        switch (one) {
          case "--rounds" -> rounds = number(one, value);
          case "--minutes" -> minutes = number(one, value);
          case "--model" -> model = URI.create(value);
          case "--peer" -> peers.add(Peer.parse(value));
          default ->
              throw new IllegalArgumentException(
                  "bench does not understand '%s'; it takes --rounds N, --minutes N, --model URL"
                          .formatted(one)
                      + " and --peer NAME=URL");
        }
      }
      if (rounds == 0) {
        rounds = parts.size() == 1 ? 3 : 2;
      }
      return new Options(Path.of(arguments.getFirst()), parts, rounds, minutes, model, peers);
    }

    private static int number(String option, String value) {
      if (!value.matches("[1-9]\\d{0,4}")) {
        throw new IllegalArgumentException(
            "%s needs a whole number from 1 to 99999, not '%s'".formatted(option, value));
      }
      return Integer.parseInt(value);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("chatdata: " + e.getMessage());
      System.exit(2);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopping = true));
    boolean met;
    try {
      met = new Benchmark(options).run();
    } catch (Exception e) {
      if (stopping) {
        // What was measured has been stopped under our hands.
        return;
      }
      throw e;
    }
    System.exit(met ? 0 : 1);
  }

  private void say(String what) {
    System.out.printf(
        "%4d s  load %.1f  %s%n", (System.nanoTime() - start) / 1_000_000_000, Report.load(), what);
  }

  private boolean run() throws Exception {
    say("starting the model and the product");
    URI given = options.model();
    URI model = given == null ? new ModelProcess().baseUrl() : given;
    boolean met = true;
    try (var product = new Product(options.root(), model)) {
      if (options.parts().contains("streams")) {
        List<Figure> figures = new ArrayList<>(new Memory(product, this::say).measure());
        figures.addAll(new Streams(targets(product, model), options.rounds(), this::say).measure());
        figures.add(PostgresPrograms.fsync(options.root().resolve("target", "bench")));
        met &= report.write("streams", figures);
      }
      if (options.parts().contains("tools")) {
        met &= report.write("tools", new Tools(product, options.rounds(), this::say).measure());
      }
      if (options.parts().contains("soak")) {
        met &= report.write("soak", new Soak(product, options.minutes(), this::say).measure());
      }
    }
    return met;
  }

  private List<Target> targets(Product product, URI model) throws IOException {
    var conversations = new Conversations(product.chat());
    Processes server = product.process("server");
    Processes postgres = product.postgres();
    URI completions = URI.create(model + "/chat/completions");
    List<Target> targets = new ArrayList<>();
    targets.add(
        new Target(
            DIRECT,
            new SseClients(
                question -> new SseClients.Request(completions, "", Peer.openAi(question))),
            Target.NONE,
            Target.NONE,
            model));
    targets.add(
        new Target(
            GRPC, new GrpcClients(product.server(), conversations), server, postgres, model));
    targets.add(
        new Target(
            GATEWAY,
            new SseClients(new GatewayAddress(product.gateway(), conversations)),
            server.and(product.process("gateway")),
            postgres,
            model));
    options.peers().forEach(peer -> targets.add(peer.target(model)));
    return targets;
  }

  /** A message to the next conversation. */
  private record GatewayAddress(URI gateway, Conversations conversations)
      implements SseClients.Address {
    @Override
    public SseClients.Request next(String question) {
      return new SseClients.Request(
          gateway.resolve("/api/v1/chat/conversations/%s/messages".formatted(conversations.take())),
          "",
          "{\"content\":\"%s\"}".formatted(question));
    }

    @Override
    public void prepare(int streams) throws Exception {
      conversations.make(streams);
    }
  }
}
