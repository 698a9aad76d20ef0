package io.chatdata.server.grpc;

import io.chatdata.server.base.PageToken;
import io.chatdata.server.explorer.ResultPage;
import io.chatdata.server.explorer.Results;
import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.GetResultResponse;
import io.chatdata.v1.QueryResult;
import java.util.List;
import java.util.UUID;

/** GetResult. */
final class ResultPages {
  private static final int PAGE = 200;
  private static final int MOST_PAGE = 1000;

  private final Results results;

  ResultPages(Results results) {
    this.results = results;
  }

  GetResultResponse page(GetResultRequest request) {
    UUID id = Requests.id(request.getResultId(), "result_id");
    int pageSize = Requests.pageSize(request.getPageSize(), PAGE, MOST_PAGE);
    List<Object> arguments = List.of(id);
    List<String> position = PageToken.read(request.getPageToken(), "result", arguments, 1);
    int first = position.isEmpty() ? 0 : Integer.parseInt(position.getFirst());
    ResultPage page = results.page(id, first, pageSize);
    QueryResult.Builder result =
        ResultMapping.header(page.result(), page.rowCount())
            .setReceipt(ResultMapping.receipt(page.result().result().receipt()));
    page.result().result().rows().forEach(row -> result.addRows(Values.list(row)));
    return GetResultResponse.newBuilder()
        .setResult(result)
        .setFirstRow(first)
        .setNextPageToken(
            page.isLast()
                ? ""
                : PageToken.of("result", arguments, List.of(Integer.toString(page.nextRow()))))
        .build();
  }
}
