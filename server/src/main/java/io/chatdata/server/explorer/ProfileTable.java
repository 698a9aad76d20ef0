package io.chatdata.server.explorer;

import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.Catalog;
import java.util.ArrayList;
import java.util.List;

/** profile_table. */
final class ProfileTable implements Tool<ProfileTable.Arguments> {
  private final Lookup lookup;

  ProfileTable(Lookup lookup) {
    this.lookup = lookup;
  }

  record Arguments(
      @Argument(Descriptions.CONNECTION) String connectionId,
      @Argument(Descriptions.SCHEMA) String schema,
      @Argument(value = Descriptions.TABLE, required = true) String table,
      @Argument("Names of the columns to look at; all when left out") List<String> columns) {}

  @Override
  public String name() {
    return "profile_table";
  }

  @Override
  public String description() {
    return "Looks at the values of a table's columns: how many are NULL, blank or different, the"
        + " smallest, largest, mean and most frequent ones, quantiles, lengths and a histogram. Use"
        + " it for questions about data quality and distributions. Large tables are sampled, and it"
        + " says how.";
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public ToolOutcome call(Arguments arguments, ToolContext context) {
    Lookup.Place place = lookup.place(arguments.connectionId, context);
    Catalog.Table table = place.table(arguments.schema, arguments.table);
    var profiler = new TableProfiler(place, table, columns(table, arguments.columns), context);
    return new ToolOutcome.Profile(profiler.profile());
  }

  /** In the table's order. */
  private static List<Catalog.Column> columns(Catalog.Table table, List<String> wanted) {
    if (wanted.isEmpty()) {
      return table.columns();
    }
    List<String> names = table.columns().stream().map(Catalog.Column::name).toList();
    List<String> unknown = new ArrayList<>(wanted);
    unknown.removeAll(names);
    if (!unknown.isEmpty()) {
      String name = unknown.getFirst();
      throw Problem.of(
              Reason.COLUMN_NOT_FOUND,
              "Table '%s.%s' has no column '%s'; %s"
                  .formatted(
                      table.schema(),
                      table.name(),
                      name,
                      Suggestions.closest(name, names)
                          .map("did you mean '%s'?"::formatted)
                          .orElseGet(() -> "it has: " + Suggestions.list(names))))
          .atField("columns")
          .with("column", name)
          .toException();
    }
    return table.columns().stream().filter(column -> wanted.contains(column.name())).toList();
  }
}
