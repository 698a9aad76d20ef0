package io.chatdata.cli;

import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.GetResultResponse;
import io.chatdata.v1.QueryResult;

/** What several commands ask of a server. */
final class DataCalls {
  private static final int PAGE = 1000;

  private DataCalls() {}

  /** A result with all its rows, of which a message has only the first. */
  static QueryResult whole(ServerLink link, QueryResult result) {
    if (result.getRowsCount() >= result.getRowCount()) {
      return result;
    }
    QueryResult.Builder whole = result.toBuilder().clearRows();
    String page = "";
    do {
      GetResultResponse response =
          link.chat()
              .getResult(
                  GetResultRequest.newBuilder()
                      .setResultId(result.getResultId())
                      .setPageSize(PAGE)
                      .setPageToken(page)
                      .build());
      whole.addAllRows(response.getResult().getRowsList());
      page = response.getNextPageToken();
    } while (!page.isEmpty());
    return whole.build();
  }
}
