package io.chatdata.server.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Defect;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.Receipt;
import io.chatdata.server.sql.RowsToModel;
import io.chatdata.server.sql.StatementException;
import io.chatdata.server.store.Fenced;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tools: seven that read, and create_chart. */
public final class Tools {
  private static final Logger log = LoggerFactory.getLogger(Tools.class);

  private final Connections connections;
  private final Map<String, Entry<?>> entries = new LinkedHashMap<>();
  private final List<ToolSpec> specs;

  /** The tools over these connections; results of queries are stored. */
  public Tools(Connections connections, Results results) {
    this.connections = connections;
    var lookup = new Lookup(connections);
    List.of(
            new ListConnections(connections),
            new ListSchemas(lookup),
            new ListTables(lookup),
            new GetTableInfo(lookup),
            new SampleRows(lookup, results),
            new ProfileTable(lookup),
            new RunQuery(connections, results),
            new CreateChart(results))
        .forEach(tool -> entries.put(tool.name(), Entry.of(tool)));
    specs = entries.values().stream().map(Entry::spec).toList();
  }

  /** What a model is told of them. */
  public List<ToolSpec> specs() {
    return specs;
  }

  /**
   * Calls a tool for a model, which is told of a failure like of any other outcome.
   *
   * @param arguments what the model gave, by the contract's names
   * @throws Fenced where this server may write nothing for the turn any more
   */
  public ToolReply call(String name, JsonNode arguments, ToolContext context) {
    ToolOutcome outcome;
    try {
      outcome = run(name, arguments, context);
    } catch (ChatdataException e) {
      outcome = failure(e);
    } catch (Fenced e) {
      throw e;
    } catch (RuntimeException e) {
      outcome = failure(defect(name, e));
    }
    return new ToolReply(outcome, Preview.of(outcome, rowsToModel(outcome)));
  }

  /**
   * Calls a tool.
   *
   * @param arguments by the contract's names
   * @return any variant but {@link ToolOutcome.Failure}
   * @throws ChatdataException where it fails
   */
  public ToolOutcome run(String name, JsonNode arguments, ToolContext context) {
    Entry<?> entry = entries.get(name);
    if (entry == null) {
      throw new ChatdataException(
          Reason.INVALID_TOOL_CALL,
          "There is no tool '%s'; there are: %s"
              .formatted(name, String.join(", ", entries.keySet())));
    }
    return entry.call(arguments, context);
  }

  private static ToolOutcome.Failure failure(ChatdataException e) {
    Receipt receipt = e instanceof StatementException statement ? statement.receipt() : null;
    return new ToolOutcome.Failure(
        e.reason(),
        e.problem().message(),
        receipt == null ? "" : receipt.sqlstate(),
        receipt == null ? 0 : receipt.position(),
        receipt);
  }

  private static ChatdataException defect(String tool, RuntimeException e) {
    log.error("{} failed by a defect", tool, Defect.of(e));
    return new ChatdataException(
        Problem.of(Reason.INTERNAL, "%s failed by a defect of chatdata".formatted(tool)), e);
  }

  private RowsToModel rowsToModel(ToolOutcome outcome) {
    return outcome instanceof ToolOutcome.Profile(TableProfile profile)
        ? connections.config(profile.connectionId()).database().rowsToModel()
        : RowsToModel.NONE;
  }

  /** A tool and how its arguments are read. */
  private record Entry<A extends Record>(Tool<A> tool, Arguments<A> arguments) {
    static <A extends Record> Entry<A> of(Tool<A> tool) {
      return new Entry<>(tool, new Arguments<>(tool.name(), tool.arguments()));
    }

    ToolSpec spec() {
      return new ToolSpec(tool.name(), tool.description(), arguments.schema());
    }

    ToolOutcome call(JsonNode given, ToolContext context) {
      return tool.call(arguments.read(given), context);
    }
  }
}
