package io.chatdata.server.explorer;

import io.chatdata.server.base.PageToken;
import io.chatdata.server.sql.Catalog;
import java.util.List;
import java.util.Locale;

/** list_tables. */
final class ListTables implements Tool<ListTables.Arguments> {

  private final Lookup lookup;

  ListTables(Lookup lookup) {
    this.lookup = lookup;
  }

  record Arguments(
      @Argument(Descriptions.CONNECTION) String connectionId,
      @Argument("Name of a schema; all when left out") String schema,
      @Argument("Only tables whose name contains this, in upper or lower case") String nameContains,
      @Argument(value = "At most this many; 200 when left out", standard = 200, most = 1000)
          int pageSize,
      @Argument("next_page_token of the page before; the first page when left out")
          String pageToken) {}

  @Override
  public String name() {
    return "list_tables";
  }

  @Override
  public String description() {
    return "Lists tables and views with their kinds, comments, sizes and estimated numbers of rows."
        + " Use it to find out which tables there are; narrow it by name_contains when there are"
        + " many.";
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public ToolOutcome call(Arguments arguments, ToolContext context) {
    Lookup.Place place = lookup.place(arguments.connectionId, context);
    if (!arguments.schema.isEmpty()) {
      place.requireSchema(arguments.schema);
    }
    String part = arguments.nameContains.toLowerCase(Locale.ROOT);
    List<Catalog.Table> all =
        place.catalog().tables().stream()
            .filter(table -> arguments.schema.isEmpty() || table.schema().equals(arguments.schema))
            .filter(table -> table.name().toLowerCase(Locale.ROOT).contains(part))
            .toList();
    List<String> bound = List.of(place.connectionId(), arguments.schema, part);
    List<String> last = PageToken.read(arguments.pageToken, name(), bound, 2);
    List<Catalog.Table> rest =
        all.stream().filter(table -> last.isEmpty() || isAfter(table, last)).toList();
    List<Catalog.Table> page = rest.subList(0, Math.min(arguments.pageSize, rest.size()));
    String next =
        page.size() == rest.size()
            ? ""
            : PageToken.of(name(), bound, List.of(page.getLast().schema(), page.getLast().name()));
    return new ToolOutcome.Tables(place.connectionId(), page, next, all.size());
  }

  /** By schema and name, so that a page stays right when tables come or go between two calls. */
  private static boolean isAfter(Catalog.Table table, List<String> last) {
    int bySchema = table.schema().compareTo(last.get(0));
    return bySchema > 0 || (bySchema == 0 && table.name().compareTo(last.get(1)) > 0);
  }
}
