package io.chatdata.server.explorer;

import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.Receipt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a tool call: one variant a tool, and failure. */
public sealed interface ToolOutcome {
  /** Of list_connections. */
  record Connections(List<ConnectionInfo> connections) implements ToolOutcome {
    public Connections {
      connections = List.copyOf(connections);
    }
  }

  /** Of list_schemas. */
  record Schemas(String connectionId, List<SchemaSummary> schemas) implements ToolOutcome {
    public Schemas {
      schemas = List.copyOf(schemas);
    }
  }

  /** A schema, and how many tables and views of it can be read. */
  record SchemaSummary(String name, String comment, int tableCount) {}

  /**
   * Of list_tables.
   *
   * @param tables by schema and name
   * @param nextPageToken empty on the last page
   * @param totalCount how many there are on all pages
   */
  record Tables(
      String connectionId, List<Catalog.Table> tables, String nextPageToken, int totalCount)
      implements ToolOutcome {
    public Tables {
      tables = List.copyOf(tables);
    }
  }

  /** Of get_table_info. */
  record Structure(String connectionId, Catalog.Table table) implements ToolOutcome {}

  /** Of sample_rows. */
  record Sample(StoredResult result) implements ToolOutcome {}

  /** Of profile_table. */
  record Profile(TableProfile profile) implements ToolOutcome {}

  /** Of run_query. */
  record Query(StoredResult result) implements ToolOutcome {}

  /** Of create_chart. */
  record Chart(ChartSpec chart) implements ToolOutcome {}

  /**
   * The call failed; the model is told the same.
   *
   * @param message what was wrong, with the value, and what to do
   * @param sqlstate the database's error code; empty where it was not asked
   * @param position where in the caller's own SQL, in characters from 1; 0 when not known
   * @param receipt what the guard checked, where a statement was given
   */
  record Failure(
      Reason reason, String message, String sqlstate, int position, @Nullable Receipt receipt)
      implements ToolOutcome {}
}
