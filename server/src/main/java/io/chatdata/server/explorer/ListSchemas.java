package io.chatdata.server.explorer;

import io.chatdata.server.sql.Catalog;
import java.util.Map;
import java.util.stream.Collectors;

/** list_schemas. */
final class ListSchemas implements Tool<ListSchemas.Arguments> {
  private final Lookup lookup;

  ListSchemas(Lookup lookup) {
    this.lookup = lookup;
  }

  record Arguments(@Argument(Descriptions.CONNECTION) String connectionId) {}

  @Override
  public String name() {
    return "list_schemas";
  }

  @Override
  public String description() {
    return "Lists the schemas of a database, with their comments and how many tables each has.";
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public ToolOutcome call(Arguments arguments, ToolContext context) {
    Lookup.Place place = lookup.place(arguments.connectionId, context);
    Map<String, Long> counts =
        place.catalog().tables().stream()
            .collect(Collectors.groupingBy(Catalog.Table::schema, Collectors.counting()));
    return new ToolOutcome.Schemas(
        place.connectionId(),
        place.catalog().schemas().stream()
            .map(
                schema ->
                    new ToolOutcome.SchemaSummary(
                        schema.name(),
                        schema.comment(),
                        counts.getOrDefault(schema.name(), 0L).intValue()))
            .toList());
  }
}
