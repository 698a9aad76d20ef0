package io.chatdata.cli;

import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.WatchTurnRequest;
import java.util.Iterator;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "watch",
    description = {
      "Shows a turn, whether it runs or has ended, just as ask does.",
      "Ctrl-C stops the watching; the turn goes on.",
    })
final class WatchCommand extends ServerCommand {
  @Mixin private final TurnOptions options = new TurnOptions();

  @Parameters(paramLabel = "TURN", description = "UUID of the turn.")
  private String turn = "";

  @Option(
      names = "--after",
      paramLabel = "N",
      description = "Begin after the event with this sequence (default: 0, from the first).")
  private long after;

  WatchCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode run(ServerLink link) {
    EventPrinter printer = options.printer(shell);
    Retries retries = new Retries(link, Retries.WAITS, printer::note);
    Supplier<Iterator<ChatEvent>> watch =
        () ->
            link.streams()
                .watchTurn(
                    WatchTurnRequest.newBuilder().setTurnId(turn).setAfterSequence(after).build());
    TurnFinished end = new TurnReader(link, retries, "", after).read(watch, printer::print);
    return TurnOptions.ended(shell, end);
  }
}
