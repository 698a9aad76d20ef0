package io.chatdata.server.planner;

import io.chatdata.server.explorer.ConnectionInfo;
import io.chatdata.server.explorer.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells which databases there are. */
final class DatabasesAnswer implements Answerer {
  private final String current;

  DatabasesAnswer(String currentConnectionId) {
    this.current = currentConnectionId;
  }

  @Override
  public Step next(Outcomes outcomes) {
    Call call = Call.listConnections();
    Optional<ToolOutcome> outcome = outcomes.of(call);
    if (outcome.isEmpty()) {
      return new Step.Calls("I look up the connections.", List.of(call));
    }
    if (!(outcome.get() instanceof ToolOutcome.Connections(List<ConnectionInfo> connections))) {
      return Failed.answer(outcome.get());
    }
    if (connections.isEmpty()) {
      return Step.answer(
          "No connection is configured, so there is no database to explore.", List.of());
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "You can explore **%s**:\n\n".formatted(Figures.count(connections.size(), "database")));
    List<String> lines = new ArrayList<>();
    for (ConnectionInfo connection : connections) {
      lines.add(line(connection));
    }
    text.append(Markdown.bullets(lines));
    text.append("\n\n")
        .append(
            Assumptions.of(
                List.of(
                    "a database is a configured connection",
                    "questions go to " + Markdown.code(current) + " unless you pick another one")));
    return Step.answer(
        text.toString(), List.of("What tables are available?", "Which schemas are there?"));
  }

  private static String line(ConnectionInfo connection) {
    StringBuilder line = new StringBuilder(Markdown.code(connection.id()));
    if (!connection.name().isEmpty() && !connection.name().equals(connection.id())) {
      line.append(" – ").append(Markdown.escape(connection.name()));
    }
    line.append(": database ").append(Markdown.code(connection.database()));
    if (!connection.description().isEmpty()) {
      line.append(", ").append(Markdown.escape(connection.description()));
    }
    line.append(
        switch (connection.readOnlyState()) {
          case VERIFIED -> "; its role can only read";
          case OVERRIDDEN -> "; its role can do more than read, which the configuration accepts";
          case REFUSED -> "; refused, because its role can do more than read";
          case UNKNOWN -> "; not reached yet";
        });
    return line.toString();
  }
}
