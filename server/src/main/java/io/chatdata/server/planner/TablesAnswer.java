package io.chatdata.server.planner;

import io.chatdata.server.explorer.Names;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.Catalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells which tables there are. */
final class TablesAnswer implements Answerer {
  private static final int MOST_ROWS = 20;
  private static final int MOST_NAMES = 200;

  private final Reading.TableList wanted;
  private final Schema schema;

  TablesAnswer(Reading.TableList wanted, Schema schema) {
    this.wanted = wanted;
    this.schema = schema;
  }

  @Override
  public Step next(Outcomes outcomes) {
    Call call = Call.listTables(wanted.schema(), wanted.contains());
    Optional<ToolOutcome> outcome = outcomes.of(call);
    if (outcome.isEmpty()) {
      return new Step.Calls("I look up the tables.", List.of(call));
    }
    if (!(outcome.get()
        instanceof ToolOutcome.Tables(String connectionId, var found, String next, int total))) {
      return Failed.answer(outcome.get());
    }
    List<Catalog.Table> tables =
        found.stream().filter(this::isShown).filter(this::hasColumn).sorted(order()).toList();
    boolean narrowed = !wanted.column().isEmpty() || wanted.show() != Reading.TableList.Show.ALL;
    int count = narrowed ? tables.size() : total;
    String text = text(tables, count, !next.isEmpty());
    List<String> assumptions = new ArrayList<>();
    assumptions.add("connection " + Markdown.code(connectionId));
    assumptions.add(
        wanted.schema().isEmpty()
            ? "all schemas that I can read"
            : "schema " + Markdown.code(wanted.schema()));
    assumptions.add("numbers of rows are the database's estimates");
    return Step.answer(text + "\n\n" + Assumptions.of(assumptions), followUps(tables));
  }

  private boolean isShown(Catalog.Table table) {
    boolean view =
        table.kind() == Catalog.Kind.VIEW || table.kind() == Catalog.Kind.MATERIALIZED_VIEW;
    return switch (wanted.show()) {
      case ALL -> true;
      case TABLES -> !view;
      case VIEWS -> view;
    };
  }

  private boolean hasColumn(Catalog.Table table) {
    if (wanted.column().isEmpty()) {
      return true;
    }
    String part = wanted.column().toLowerCase(Locale.ROOT);
    List<String> words = Names.words(part);
    return table.columns().stream()
        .anyMatch(
            column ->
                column.name().toLowerCase(Locale.ROOT).contains(part)
                    || Names.words(column.name()).containsAll(words));
  }

  private Comparator<Catalog.Table> order() {
    return switch (wanted.order()) {
      case NAME -> Comparator.comparing(Catalog.Table::schema).thenComparing(Catalog.Table::name);
      case ROWS -> Comparator.comparingLong(Catalog.Table::estimatedRows).reversed();
      case SIZE -> Comparator.comparingLong(Catalog.Table::sizeBytes).reversed();
    };
  }

  private String text(List<Catalog.Table> tables, int count, boolean more) {
    String what = wanted.show() == Reading.TableList.Show.VIEWS ? "view" : "table";
    String where =
        wanted.schema().isEmpty() ? "" : " in the schema " + Markdown.code(wanted.schema());
    String filter =
        !wanted.contains().isEmpty()
            ? " with “" + Markdown.escape(wanted.contains()) + "” in the name"
            : !wanted.column().isEmpty()
                ? " with a column “" + Markdown.escape(wanted.column()) + "”"
                : "";
    if (tables.isEmpty()) {
      return "There is no %s%s%s that I can read.".formatted(what, where, filter);
    }
    StringBuilder text =
        new StringBuilder(
            "There %s **%s**%s%s:\n\n"
                .formatted(count == 1 ? "is" : "are", Figures.count(count, what), where, filter));
    text.append(rows(tables));
    if (tables.size() > MOST_ROWS) {
      List<String> names =
          tables.stream()
              .skip(MOST_ROWS)
              .limit(MOST_NAMES)
              .map(table -> Markdown.code(name(table)))
              .toList();
      text.append("\n\nAnd ").append(String.join(", ", names)).append('.');
    }
    if (more || tables.size() > MOST_ROWS + MOST_NAMES) {
      text.append(" There are more; ask for those with a word in their name.");
    }
    return text.toString();
  }

  private String rows(List<Catalog.Table> tables) {
    boolean sizes = wanted.order() == Reading.TableList.Order.SIZE;
    List<List<String>> cells = new ArrayList<>();
    for (Catalog.Table table : tables.stream().limit(MOST_ROWS).toList()) {
      cells.add(
          List.of(
              Markdown.code(name(table)),
              table.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
              table.estimatedRows() < 0 ? "?" : Figures.of(table.estimatedRows()),
              sizes ? size(table.sizeBytes()) : Markdown.escape(table.comment())));
    }
    return Markdown.table(List.of("table", "kind", "rows", sizes ? "size" : "about"), cells);
  }

  private String name(Catalog.Table table) {
    boolean one = schema.catalog().schemas().size() == 1 || !wanted.schema().isEmpty();
    return one ? table.name() : table.schema() + "." + table.name();
  }

  private static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    double size = bytes / 1024.0;
    int unit = 0;
    while (size >= 1024 && unit < units.length - 1) {
      size /= 1024;
      unit++;
    }
    return "%.1f %s".formatted(size, units[unit]);
  }

  private static List<String> followUps(List<Catalog.Table> tables) {
    return tables.stream()
        .filter(table -> table.name().matches("[A-Za-z_][A-Za-z0-9_]*"))
        .max(Comparator.comparingLong(Catalog.Table::estimatedRows))
        .map(
            table ->
                List.of(
                    "Show me the structure of the %s table".formatted(table.name()),
                    "Sample 10 rows from the %s table".formatted(table.name()),
                    "Are there any data quality issues in the %s table?".formatted(table.name())))
        .orElse(List.of());
  }
}
