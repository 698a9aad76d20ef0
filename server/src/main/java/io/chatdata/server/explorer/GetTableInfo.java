package io.chatdata.server.explorer;

/** get_table_info. */
final class GetTableInfo implements Tool<GetTableInfo.Arguments> {
  private final Lookup lookup;

  GetTableInfo(Lookup lookup) {
    this.lookup = lookup;
  }

  record Arguments(
      @Argument(Descriptions.CONNECTION) String connectionId,
      @Argument(Descriptions.SCHEMA) String schema,
      @Argument(value = Descriptions.TABLE, required = true) String table) {}

  @Override
  public String name() {
    return "get_table_info";
  }

  @Override
  public String description() {
    return "Describes a table: columns with types, defaults and comments, labels of enums, primary"
        + " key, foreign keys in both directions, indexes and checks. Use it before writing SQL.";
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public ToolOutcome call(Arguments arguments, ToolContext context) {
    Lookup.Place place = lookup.place(arguments.connectionId, context);
    return new ToolOutcome.Structure(
        place.connectionId(), place.table(arguments.schema, arguments.table));
  }
}
