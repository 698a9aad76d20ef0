package io.chatdata.cli;

import io.grpc.StatusRuntimeException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that calls the server; a failed call becomes words and an exit code. */
abstract class ServerCommand implements Callable<Integer> {
  protected final Shell shell;

  @Mixin private final ServerOption server = new ServerOption();

  protected ServerCommand(Shell shell) {
    this.shell = shell;
  }

  /** Does the work. */
  protected abstract ExitCode run(ServerLink link);

  @Override
  public final Integer call() {
    ServerAccess access = server.access(shell);
    try (ServerLink link = new ServerLink(access)) {
      return run(link).code();
    } catch (StatusRuntimeException e) {
      return Failure.report(shell.err(), access.servers(), e).code();
    }
  }
}
