package io.chatdata.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.Connections;
import io.chatdata.server.explorer.StoredResult;
import io.chatdata.server.explorer.ToolContext;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.explorer.Tools;
import io.chatdata.telemetry.Span;
import io.chatdata.v1.ChartSpec;
import io.chatdata.v1.CheckQueryRequest;
import io.chatdata.v1.CreateChartRequest;
import io.chatdata.v1.DataServiceGrpc.DataServiceImplBase;
import io.chatdata.v1.GetTableInfoRequest;
import io.chatdata.v1.ListConnectionsRequest;
import io.chatdata.v1.ListConnectionsResponse;
import io.chatdata.v1.ListSchemasRequest;
import io.chatdata.v1.ListSchemasResponse;
import io.chatdata.v1.ListTablesRequest;
import io.chatdata.v1.ListTablesResponse;
import io.chatdata.v1.ProfileTableRequest;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.SampleRowsRequest;
import io.chatdata.v1.SuggestQuestionsRequest;
import io.chatdata.v1.SuggestQuestionsResponse;
import io.chatdata.v1.TableInfo;
import io.chatdata.v1.TableProfile;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Function;

/** DataService: the tools without a model. A call whose client goes away is cancelled. */
public final class DataGrpcService extends DataServiceImplBase {
  /** A message stays well below the 4 MiB that clients take; the rest comes by GetResult. */
  private static final int MOST_ROW_BYTES = 1 << 20;

  private static final int SUGGESTIONS = 6;
  private static final int MOST_SUGGESTIONS = 20;
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

  private final Tools tools;
  private final Connections connections;
  private final Suggester suggester;

  /** Starter questions for a connection. */
  @FunctionalInterface
  public interface Suggester {
    List<String> suggest(String connectionId, int limit, Cancellation cancellation);
  }

  public DataGrpcService(Tools tools, Connections connections, Suggester suggester) {
    this.tools = tools;
    this.connections = connections;
    this.suggester = suggester;
  }

  @Override
  public void listConnections(
      ListConnectionsRequest request, StreamObserver<ListConnectionsResponse> observer) {
    call(
        "list_connections",
        request,
        observer,
        ToolOutcome.Connections.class,
        Catalogs::connections);
  }

  @Override
  public void listSchemas(
      ListSchemasRequest request, StreamObserver<ListSchemasResponse> observer) {
    call("list_schemas", request, observer, ToolOutcome.Schemas.class, Catalogs::schemas);
  }

  @Override
  public void listTables(ListTablesRequest request, StreamObserver<ListTablesResponse> observer) {
    call("list_tables", request, observer, ToolOutcome.Tables.class, Catalogs::tables);
  }

  @Override
  public void getTableInfo(GetTableInfoRequest request, StreamObserver<TableInfo> observer) {
    call("get_table_info", request, observer, ToolOutcome.Structure.class, Catalogs::structure);
  }

  @Override
  public void sampleRows(SampleRowsRequest request, StreamObserver<QueryResult> observer) {
    call(
        "sample_rows",
        request,
        observer,
        ToolOutcome.Sample.class,
        outcome -> rows(outcome.result()));
  }

  @Override
  public void profileTable(ProfileTableRequest request, StreamObserver<TableProfile> observer) {
    call(
        "profile_table",
        request,
        observer,
        ToolOutcome.Profile.class,
        outcome -> Catalogs.profile(outcome.profile()));
  }

  @Override
  public void runQuery(RunQueryRequest request, StreamObserver<QueryResult> observer) {
    call(
        "run_query", request, observer, ToolOutcome.Query.class, outcome -> rows(outcome.result()));
  }

  private static QueryResult rows(StoredResult result) {
    return ResultMapping.result(result, Integer.MAX_VALUE, MOST_ROW_BYTES);
  }

  @Override
  public void checkQuery(CheckQueryRequest request, StreamObserver<Receipt> observer) {
    answer(
        "check_query",
        observer,
        cancellation ->
            ResultMapping.receipt(
                connections
                    .database(request.getConnectionId())
                    .check(request.getSql(), cancellation)));
  }

  @Override
  public void createChart(CreateChartRequest request, StreamObserver<ChartSpec> observer) {
    call(
        "create_chart",
        Charts.arguments(request.getChart()),
        observer,
        ToolOutcome.Chart.class,
        outcome -> Charts.spec(outcome.chart()));
  }

  @Override
  public void suggestQuestions(
      SuggestQuestionsRequest request, StreamObserver<SuggestQuestionsResponse> observer) {
    answer(
        "suggest_questions",
        observer,
        cancellation -> {
          int limit = request.getLimit();
          if (limit < 0 || limit > MOST_SUGGESTIONS) {
            throw Requests.invalid(
                "limit", "limit is %d; give 1 to %d".formatted(limit, MOST_SUGGESTIONS));
          }
          return SuggestQuestionsResponse.newBuilder()
              .addAllQuestions(
                  suggester.suggest(
                      request.getConnectionId(), limit == 0 ? SUGGESTIONS : limit, cancellation))
              .build();
        });
  }

  /** The contract's requests have the tools' argument names. */
  private <O extends ToolOutcome, T> void call(
      String tool,
      MessageOrBuilder request,
      StreamObserver<T> observer,
      Class<O> type,
      Function<O, T> mapping) {
    call(tool, json(request), observer, type, mapping);
  }

  private <O extends ToolOutcome, T> void call(
      String tool,
      JsonNode arguments,
      StreamObserver<T> observer,
      Class<O> type,
      Function<O, T> mapping) {
    answer(
        tool,
        observer,
        cancellation ->
            mapping.apply(
                type.cast(tools.run(tool, arguments, new ToolContext("", null, cancellation)))));
  }

  /** Answers unless the client goes away or its deadline passes: then what is done is cancelled. */
  private static <T> void answer(
      String name, StreamObserver<T> observer, Function<Cancellation, T> work) {
    var cancellation = new Cancellation();
    ((ServerCallStreamObserver<T>) observer).setOnCancelHandler(cancellation::cancel);
    Span call = Span.current();
    // Off the calling thread: the handler above runs behind it.
    Thread.ofVirtual()
        .name(name)
        .start(() -> call.run(() -> Unary.answer(observer, () -> work.apply(cancellation))));
  }

  private static JsonNode json(MessageOrBuilder request) {
    try {
      return Json.parse(JSON.print(request));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
