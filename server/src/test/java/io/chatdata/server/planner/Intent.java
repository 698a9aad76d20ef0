package io.chatdata.server.planner;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.explorer.Words;
import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A question about a {@link TestingDomain}'s schema or a table as a whole.
 *
 * @param tool that must be called
 * @param tables by which names it must be called, one call each; where it lists them, what it lists
 * @param sql a statement whose rows a result must have; may be empty
 */
record Intent(String question, String tool, Set<String> tables, String sql) {
  static List<Intent> of(TestingDomain d) {
    Trade trade = d.trade;
    String person = d.written(trade.person());
    String thing = d.written(trade.thing());
    String deed = d.written(trade.deed());
    Set<String> all = Set.of(person, thing, deed);
    String deeds = trade.deeds().getFirst();
    List<Intent> intents = new ArrayList<>();
    intents.add(new Intent("What databases can I explore?", "list_connections", Set.of(), ""));
    intents.add(new Intent("What tables are available?", "list_tables", all, ""));
    intents.add(
        new Intent("List all tables in the " + d.schema + " schema", "list_tables", all, ""));
    for (String name : List.of(deed, deeds)) {
      intents.add(
          new Intent(
              "Show me the structure of the %s table".formatted(name),
              "get_table_info",
              Set.of(deed),
              ""));
      intents.add(
          new Intent(
              "Show me statistics for the %s table".formatted(name),
              "run_query",
              Set.of(),
              "SELECT count(*), min(%1$s), max(%1$s), sum(%1$s) FROM %2$s"
                  .formatted(d.amount, d.deed)));
    }
    intents.add(
        new Intent(
            "Sample 10 rows from the %s table".formatted(Words.plural(trade.thing())),
            "sample_rows",
            Set.of(thing),
            ""));
    intents.add(
        new Intent(
            "Profile the %s table and tell me about data quality"
                .formatted(trade.persons().getFirst()),
            "profile_table",
            Set.of(person),
            ""));
    intents.add(
        new Intent(
            "Are there any data quality issues I should know about?", "profile_table", all, ""));
    intents.add(
        new Intent(
            "What are the most common values in the %s column?".formatted(trade.status()),
            "run_query",
            Set.of(),
            "SELECT %1$s, count(*) FROM %2$s GROUP BY 1".formatted(d.status, d.deed)));
    intents.add(
        new Intent(
            "What patterns do you see in the %s data?".formatted(deeds),
            "run_query",
            Set.of(),
            "SELECT date_trunc('month', %s)::date, sum(%s) FROM %s GROUP BY 1"
                .formatted(d.local(d.happened), d.amount, d.deed)));
    return intents;
  }

  boolean isAnsweredBy(TestingAnswer answer, TestingDatabase database) {
    Set<String> called = new HashSet<>();
    boolean hasTool = false;
    for (int i = 0; i < answer.calls().size(); i++) {
      if (answer.calls().get(i).tool().equals(tool)) {
        hasTool = true;
        JsonNode arguments = Json.parse(answer.calls().get(i).arguments());
        if (arguments.has("table")) {
          called.add(arguments.path("table").asText());
        }
        if (answer.outcomes().get(i) instanceof ToolOutcome.Tables listed) {
          listed.tables().stream().map(Catalog.Table::name).forEach(called::add);
        }
      }
    }
    boolean hasRows =
        sql.isEmpty()
            || answer.results().stream()
                .anyMatch(r -> TestingAnswer.hasRows(r, database.query(sql), false));
    return hasTool && hasRows && called.equals(tables);
  }
}
