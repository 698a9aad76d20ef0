package io.chatdata.gateway;

import io.chatdata.client.Servers;
import io.chatdata.telemetry.Telemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a gateway from flags and the environment. */
@Command(
    name = "chatdata-gateway",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Serves REST, server-sent events and the browser app in front of a chatdata server.",
      "Where CHATDATA_TOKEN is set, callers must bring it as a bearer token, and the server gets"
          + " it.",
    })
public final class Main implements Callable<Integer> {
  private static final String LOG_CONFIGURATION = "logback.configurationFile";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT,...",
      defaultValue = "${env:CHATDATA_SERVER:-127.0.0.1:9090}",
      description =
          "The gRPC server, or several of one store: HOST:PORT with commas between, or"
              + " dns:///NAME:PORT (CHATDATA_SERVER; 127.0.0.1:9090).")
  private String server = "";

  @Option(
      names = "--host",
      defaultValue = "${env:CHATDATA_HOST:-127.0.0.1}",
      description =
          "Address to listen on; any but loopback needs CHATDATA_TOKEN and TLS (CHATDATA_HOST;"
              + " 127.0.0.1).")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "${env:CHATDATA_PORT:-8000}",
      description = "Port to listen on; 0 picks a free one (CHATDATA_PORT; 8000).")
  private int port;

  @Option(
      names = "--allowed-hosts",
      paramLabel = "HOSTS",
      defaultValue = "${env:CHATDATA_ALLOWED_HOSTS:-}",
      description =
          "Host headers to accept besides loopback's, separated by commas, such as"
              + " chat.example.com (CHATDATA_ALLOWED_HOSTS).")
  private String allowedHosts = "";

  @Option(
      names = "--allowed-origins",
      paramLabel = "ORIGINS",
      defaultValue = "${env:CHATDATA_ALLOWED_ORIGINS:-}",
      description =
          "Origins of pages that may use the gateway besides its own, separated by commas, such as"
              + " https://chat.example.com (CHATDATA_ALLOWED_ORIGINS).")
  private String allowedOrigins = "";

  @Option(
      names = "--cors-origins",
      paramLabel = "ORIGINS",
      defaultValue = "${env:CHATDATA_CORS_ORIGINS:-}",
      description =
          "Origins of pages on other sites whose scripts may also read the answers, separated by"
              + " commas (CHATDATA_CORS_ORIGINS; none, which switches CORS off).")
  private String corsOrigins = "";

  @Option(
      names = "--tls-cert",
      paramLabel = "PEM",
      defaultValue = "${env:CHATDATA_TLS_CERT}",
      description =
          "The gateway's certificate and its chain, for HTTPS; read anew when it changes"
              + " (CHATDATA_TLS_CERT).")
  private @Nullable Path tlsCertificate;

  @Option(
      names = "--tls-key",
      paramLabel = "PEM",
      defaultValue = "${env:CHATDATA_TLS_KEY}",
      description = "Its key (CHATDATA_TLS_KEY).")
  private @Nullable Path tlsKey;

  @Option(
      names = "--server-tls",
      defaultValue = "${env:CHATDATA_SERVER_TLS:-false}",
      description = "Speak TLS to the server (CHATDATA_SERVER_TLS=true).")
  private boolean serverTls;

  @Option(
      names = "--server-ca",
      paramLabel = "PEM",
      defaultValue = "${env:CHATDATA_SERVER_CA}",
      description =
          "What signed the server's certificate, where Java doesn't trust it anyway"
              + " (CHATDATA_SERVER_CA).")
  private @Nullable Path serverCa;

  @Option(
      names = "--ready-file",
      paramLabel = "PATH",
      description =
          "Gets the page's address once the gateway listens and the server serves; deleted on"
              + " stop.")
  private @Nullable Path readyFile;

  @Option(
      names = "--stdio",
      description =
          "Speak the Model Context Protocol on standard input and output, and listen on no port.")
  private boolean stdio;

  private Main() {}

  /** The version that was built. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"chatdata-gateway " + number()};
    }

    static String number() {
      try (InputStream version = Main.class.getResourceAsStream("version.txt")) {
        return new String(Objects.requireNonNull(version).readAllBytes(), StandardCharsets.UTF_8)
            .strip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Exits with 1 when it can't start and 2 when a flag or variable can't be used. */
  public static void main(String[] arguments) {
    if (System.getProperty(LOG_CONFIGURATION) == null) {
      System.setProperty(LOG_CONFIGURATION, "io/chatdata/gateway/logback.xml");
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    var gateway = new CommandLine(new Main());
    // The reason alone: below all of the help nobody would find it.
    gateway.setParameterExceptionHandler(
        (problem, given) -> {
          System.err.println(problem.getMessage());
          System.err.println("See --help");
          return CommandLine.ExitCode.USAGE;
        });
    int code = gateway.execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() {
    GatewayConfig config;
    try {
      config =
          new GatewayConfig(
              new Servers(server),
              host,
              port,
              GatewayConfig.list(allowedHosts),
              GatewayConfig.list(allowedOrigins),
              GatewayConfig.list(corsOrigins),
              readyFile,
              new Security(
                  System.getenv().getOrDefault("CHATDATA_TOKEN", ""),
                  Security.tls(tlsCertificate, tlsKey),
                  serverTls,
                  serverCa),
              GatewayConfig.Limits.DEFAULT);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
    }
    try {
      Telemetry telemetry = Telemetry.start("chatdata-gateway", System.getenv());
      if (stdio) {
        try (telemetry) {
          McpStdio.serve(config, telemetry);
        }
        return 0;
      }
      Gateway gateway = Gateway.start(config, telemetry);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway, telemetry), "stop"));
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static void stop(Gateway gateway, Telemetry telemetry) {
    gateway.close();
    telemetry.close();
  }
}
