package io.chatdata.cli;

import io.chatdata.v1.CheckQueryRequest;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Groups the commands about the guard. */
@Command(name = "guard", description = "Asks the guard, which decides whether SQL may run.")
final class GuardCommand {

  @Command(
      name = "check",
      description = {
        "Says whether the guard lets a statement run, and why not. Nothing of it runs.",
        "Ends with 0 when it is allowed and with 1 when it is refused.",
      })
  static final class Check extends ServerCommand {
    /** The guard itself says what is wrong with more than the 64 KiB that it takes. */
    private static final int SQL_LIMIT = 1024 * 1024;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec command;

    @Parameters(
        paramLabel = "FILE",
        arity = "0..1",
        description = "File with the statement; - or nothing reads standard input.")
    private String source = "-";

    @Option(
        names = "--connection",
        paramLabel = "ID",
        description = "Connection that it would run on (default: the server's default).")
    private String connection = "";

    Check(Shell shell) {
      super(shell);
    }

    @Override
    protected ExitCode run(ServerLink link) {
      String sql = TextInput.read(command, shell, source, SQL_LIMIT);
      Receipt receipt =
          link.data()
              .checkQuery(
                  CheckQueryRequest.newBuilder().setConnectionId(connection).setSql(sql).build());
      ReceiptWords.lines(receipt, sql).forEach(shell.out()::println);
      return receipt.getVerdict() == Verdict.VERDICT_ALLOWED ? ExitCode.OK : ExitCode.FAILED;
    }
  }
}
