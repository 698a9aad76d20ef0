package io.chatdata.server.explorer;

/** list_connections. */
final class ListConnections implements Tool<ListConnections.NoArguments> {
  private final Connections connections;

  ListConnections(Connections connections) {
    this.connections = connections;
  }

  record NoArguments() {}

  @Override
  public String name() {
    return "list_connections";
  }

  @Override
  public String description() {
    return "Lists the databases that can be explored, with their ids. Use an id as connection_id"
        + " where a question is about another database than the conversation's.";
  }

  @Override
  public Class<NoArguments> arguments() {
    return NoArguments.class;
  }

  @Override
  public ToolOutcome call(NoArguments arguments, ToolContext context) {
    return new ToolOutcome.Connections(connections.list());
  }
}
