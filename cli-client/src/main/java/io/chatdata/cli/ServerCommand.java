package io.chatdata.cli;

import io.chatdata.telemetry.Span;
import io.chatdata.telemetry.Telemetry;
import io.grpc.StatusRuntimeException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that calls the server; a failed call becomes words and an exit code. */
abstract class ServerCommand implements Callable<Integer> {
  protected final Shell shell;

  @Mixin private final ServerOption server = new ServerOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  protected ServerCommand(Shell shell) {
    this.shell = shell;
  }

  /** Does the work. */
  protected abstract ExitCode run(ServerLink link);

  @Override
  public final Integer call() {
    ServerAccess access = server.access(shell);
    try (Telemetry telemetry = telemetry()) {
      return begin(telemetry, spec.qualifiedName()).over(span -> traced(access, span).code());
    }
  }

  /** Begins the command's span; one that goes on for long gives each of its parts one instead. */
  protected Span begin(Telemetry telemetry, String command) {
    return telemetry.begin(command, Span.Kind.INTERNAL, Telemetry.Headers.NONE);
  }

  private ExitCode traced(ServerAccess access, Span span) {
    ExitCode exit;
    try (ServerLink link = new ServerLink(access)) {
      exit = run(link);
    } catch (StatusRuntimeException e) {
      exit = Failure.report(shell.err(), access.servers(), e);
    }
    if (exit != ExitCode.OK) {
      span.fail(exit.name());
    }
    span.set("process.exit.code", exit.code());
    return exit;
  }

  /** Off unless the environment says otherwise. Nobody is to wait for a trace that isn't taken. */
  private Telemetry telemetry() {
    Map<String, String> environment = new HashMap<>(shell.environment());
    environment.putIfAbsent("OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true");
    try {
      return Telemetry.start("chatdata", environment);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
