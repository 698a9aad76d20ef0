package io.chatdata.server.grpc;

import com.google.protobuf.ListValue;
import io.chatdata.server.explorer.StoredResult;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.ResultColumn;
import io.chatdata.v1.RowsToModel;
import io.chatdata.v1.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Results and receipts as the contract's. */
final class ResultMapping {
  private ResultMapping() {}

  /**
   * A result with its first rows.
   *
   * @param mostRows at most this many rows
   * @param mostBytes at most this many bytes of them, but at least one row
   */
  static QueryResult result(StoredResult stored, int mostRows, int mostBytes) {
    io.chatdata.server.sql.QueryResult result = stored.result();
    QueryResult.Builder builder =
        header(stored, result.rows().size()).setReceipt(receipt(result.receipt()));
    addRows(builder, result.rows(), mostRows, mostBytes);
    return builder.build();
  }

  /** Everything but rows and receipt. */
  static QueryResult.Builder header(StoredResult stored, int rowCount) {
    io.chatdata.server.sql.QueryResult result = stored.result();
    QueryResult.Builder builder =
        QueryResult.newBuilder()
            .setResultId(stored.id().toString())
            .setConnectionId(stored.connectionId())
            .setSql(result.sql())
            .setRowCount(rowCount)
            .setTruncated(result.truncated())
            .setElapsed(Values.duration(result.elapsed()));
    result
        .columns()
        .forEach(
            column ->
                builder.addColumns(
                    ResultColumn.newBuilder()
                        .setName(column.name())
                        .setType(column.type())
                        .setNullable(column.nullable())));
    return builder;
  }

  static void addRows(
      QueryResult.Builder builder, List<List<@Nullable Object>> rows, int mostRows, int mostBytes) {
    int bytes = 0;
    for (List<@Nullable Object> row : rows) {
      ListValue values = Values.list(row);
      bytes += values.getSerializedSize();
      if (builder.getRowsCount() == mostRows || (bytes > mostBytes && builder.getRowsCount() > 0)) {
        return;
      }
      builder.addRows(values);
    }
  }

  static Receipt receipt(io.chatdata.server.sql.Receipt receipt) {
    Receipt.Builder builder =
        Receipt.newBuilder()
            .setVerdict(receipt.allowed() ? Verdict.VERDICT_ALLOWED : Verdict.VERDICT_REFUSED)
            .setWall(receipt.wall())
            .setRule(receipt.rule())
            .setMessage(receipt.message())
            .setPosition(receipt.position())
            .setCanonicalSql(receipt.canonicalSql())
            .addAllTables(receipt.tables())
            .setRows(receipt.rows())
            .setBytes(receipt.bytes())
            .setBytesToModel(receipt.bytesToModel())
            .setRowsToModel(rowsToModel(receipt.rowsToModel()))
            .setElapsed(Values.duration(receipt.elapsed()))
            .setTimeZone(receipt.timeZone())
            .setSqlstate(receipt.sqlstate())
            .addAllWarnings(receipt.warnings());
    if (receipt.planCost() != null) {
      builder.setPlanCost(receipt.planCost());
    }
    if (receipt.reason() != null) {
      builder.setReason(Errors.reason(receipt.reason()));
    }
    return builder.build();
  }

  static RowsToModel rowsToModel(io.chatdata.server.sql.RowsToModel rows) {
    return switch (rows) {
      case NONE -> RowsToModel.ROWS_TO_MODEL_NONE;
      case AGGREGATES -> RowsToModel.ROWS_TO_MODEL_AGGREGATES;
      case PREVIEW -> RowsToModel.ROWS_TO_MODEL_PREVIEW;
    };
  }
}
