package io.chatdata.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.chatdata.telemetry.Span;
import io.chatdata.v1.ChartSpec;
import io.chatdata.v1.CreateChartRequest;
import io.chatdata.v1.DataServiceGrpc;
import io.grpc.MethodDescriptor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tools of MCP, each one rpc; what they take and give is described from the contract. */
final class McpTools {
  /**
   * A tool.
   *
   * @param arguments the message that its arguments are the fields of
   * @param request makes the request of the rpc out of them
   */
  private record Tool<A extends Message, Q extends Message, R extends Message>(
      String name,
      String description,
      A arguments,
      Function<A, Q> request,
      MethodDescriptor<Q, R> rpc) {
    static <Q extends Message, R extends Message> Tool<Q, Q, R> of(
        String name, String description, MethodDescriptor<Q, R> rpc) {
      return new Tool<>(name, description, Input.body(rpc).prototype(), Function.identity(), rpc);
    }

    List<String> argumentNames() {
      return arguments.getDescriptorForType().getFields().stream()
          .map(FieldDescriptor::getName)
          .toList();
    }
  }

  private static final List<Tool<?, ?, ?>> TOOLS =
      List.of(
          Tool.of(
              "list_connections",
              "Lists the databases that can be asked.",
              DataServiceGrpc.getListConnectionsMethod()),
          Tool.of(
              "list_schemas",
              "Lists a database's schemas.",
              DataServiceGrpc.getListSchemasMethod()),
          Tool.of(
              "list_tables",
              "Lists tables and views with sizes and comments, paged.",
              DataServiceGrpc.getListTablesMethod()),
          Tool.of(
              "get_table_info",
              "Describes a table: columns, keys both ways, indexes, checks.",
              DataServiceGrpc.getGetTableInfoMethod()),
          Tool.of(
              "sample_rows", "Shows some rows of a table.", DataServiceGrpc.getSampleRowsMethod()),
          Tool.of(
              "profile_table",
              "Shows what columns hold: NULLs, distinct and top values, ranges, histograms.",
              DataServiceGrpc.getProfileTableMethod()),
          Tool.of(
              "run_query",
              "Runs one read-only PostgreSQL statement; a guard refuses all else.",
              DataServiceGrpc.getRunQueryMethod()),
          new Tool<>(
              "create_chart",
              "Checks how to draw a result.",
              ChartSpec.getDefaultInstance(),
              chart -> CreateChartRequest.newBuilder().setChart(chart).build(),
              DataServiceGrpc.getCreateChartMethod()));

  private final Backend backend;
  private final McpAsk ask;

  McpTools(Backend backend, Ticker ticker) {
    this.backend = backend;
    ask = new McpAsk(backend, ticker);
  }

  /** Describes all tools. */
  JsonArray list() {
    Comments comments = Comments.load();
    var tools = new JsonArray();
    for (Tool<?, ?, ?> tool : TOOLS) {
      var annotations = new JsonObject();
      annotations.addProperty("readOnlyHint", true);
      tools.add(
          McpSchemas.tool(
              tool.name,
              tool.description,
              McpSchemas.input(tool.arguments.getDescriptorForType(), comments),
              McpSchemas.output(Input.response(tool.rpc), tool.argumentNames()),
              annotations));
    }
    tools.add(McpAsk.description());
    return tools;
  }

  /**
   * Calls a tool and writes the result's members. What goes wrong inside of the tool, its arguments
   * too, is a result that says so: a model can do something about it.
   *
   * @throws McpException when there is no such tool
   */
  void call(JsonObject params, McpCaller caller, Utf8Buffer out) throws InterruptedException {
    String name = McpMessage.text(params, "name", "a tool's name");
    JsonElement given = params.has("arguments") ? params.get("arguments") : new JsonObject();
    if (!(given instanceof JsonObject arguments)) {
      throw McpException.of(McpException.INVALID_PARAMS, "params.arguments must be an object");
    }
    try {
      if (name.equals(McpAsk.NAME)) {
        ask.call(arguments, caller, out);
      } else {
        Tool<?, ?, ?> tool = tool(name);
        Span.current().set("gen_ai.tool.name", tool.name());
        result(call(tool, arguments, caller), out);
      }
    } catch (ProblemException e) {
      problem(e.problem(), out);
    }
  }

  private static Tool<?, ?, ?> tool(String name) {
    return TOOLS.stream()
        .filter(tool -> tool.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                McpException.of(
                    McpException.INVALID_PARAMS,
                    "Unknown tool '%s'; there are: %s, %s"
                        .formatted(
                            name,
                            TOOLS.stream().map(Tool::name).collect(Collectors.joining(", ")),
                            McpAsk.NAME)));
  }

  private <A extends Message, Q extends Message, R extends Message> R call(
      Tool<A, Q, R> tool, JsonObject arguments, McpCaller caller) throws InterruptedException {
    Message.Builder builder = tool.arguments.newBuilderForType();
    for (Map.Entry<String, JsonElement> argument : arguments.entrySet()) {
      FieldDescriptor field = JsonFields.find(builder.getDescriptorForType(), argument.getKey());
      if (field == null) {
        throw unknownArgument(tool.name, argument.getKey(), tool.argumentNames());
      }
      if (field.getJavaType() == FieldDescriptor.JavaType.ENUM
          && McpMessage.isText(argument.getValue())) {
        builder.setField(field, JsonFields.scalar(field, argument.getValue().getAsString()));
      } else {
        JsonFields.merge(builder, field, argument.getKey(), argument.getValue());
      }
    }
    @SuppressWarnings("unchecked")
    A given = (A) builder.build();
    return caller.call(backend, tool.rpc, tool.request.apply(given), Backend.DATA);
  }

  static ProblemException unknownArgument(String tool, String name, Collection<String> valid) {
    return Problem.field(
            name,
            "Unknown argument '%s' of %s; %s"
                .formatted(
                    name,
                    tool,
                    valid.isEmpty() ? "it has none" : "valid ones: " + String.join(", ", valid)))
        .toException();
  }

  /** A text as a part of what a tool or prompt says. */
  static JsonObject text(String text) {
    var part = new JsonObject();
    part.addProperty("type", "text");
    part.addProperty("text", text);
    return part;
  }

  private static void result(Message result, Utf8Buffer out) {
    // It is there twice, and JSON takes more than protobuf.
    out.room(4 * result.getSerializedSize());
    out.ascii("\"structuredContent\":");
    int start = out.size();
    JsonPrinter.print(result, out);
    int end = out.size();
    out.ascii(",\"content\":[{\"type\":\"text\",\"text\":").quoted(start, end).ascii("}],");
  }

  private static void problem(Problem problem, Utf8Buffer out) {
    String retry =
        problem.retryAfter() == null ? "" : "; try again after " + problem.retryAfter() + " s";
    var content = new JsonArray();
    content.add(text(problem.detail() + " (" + problem.reason() + retry + ")"));
    McpServer.member("content", content, out);
    out.ascii("\"isError\":true,");
  }
}
