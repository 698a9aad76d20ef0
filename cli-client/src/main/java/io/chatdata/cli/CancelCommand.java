package io.chatdata.cli;

import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.Turn;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "cancel",
    description = "Stops a turn; what was answered until then is kept. Prints how the turn ended.")
final class CancelCommand extends ServerCommand {
  @Parameters(paramLabel = "TURN", description = "UUID of the turn.")
  private String turn = "";

  CancelCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode run(ServerLink link) {
    Turn ended = link.chat().cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build());
    shell
        .out()
        .println(ended.getStatus().name().replace("TURN_STATUS_", "").toLowerCase(Locale.ROOT));
    return ExitCode.OK;
  }
}
