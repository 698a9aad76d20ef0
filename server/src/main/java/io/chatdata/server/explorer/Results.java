package io.chatdata.server.explorer;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Storable;
import io.chatdata.server.sql.QueryResult;
import io.chatdata.server.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The rows that queries returned, each result stored once. */
public final class Results {
  private static final int MAX_PAGE_BYTES = 1 << 20;
  private static final int PURGED_AT_ONCE = 100;

  private final Store store;
  private final ResultWriter writer;

  public Results(Store store) {
    this.store = store;
    writer = new ResultWriter(store.general());
  }

  /**
   * Some rows of a result. A page also ends at 1 MiB, but has at least one row.
   *
   * @param firstRow index of its first row, from 0
   * @param pageSize at most this many rows
   * @throws ChatdataException RESULT_NOT_FOUND
   */
  public ResultPage page(UUID id, int firstRow, int pageSize) {
    ResultRow row =
        store.general().use(ResultDao.class, dao -> dao.find(id)).orElseThrow(() -> notFound(id));
    var result =
        new QueryResult(
            row.sql(),
            ResultCodec.columns(row.columns()),
            ResultCodec.rows(row.rows(), firstRow, pageSize, MAX_PAGE_BYTES),
            row.truncated(),
            ResultCodec.ofMicros(row.elapsedMicros()),
            ResultCodec.receipt(row.receipt()));
    return new ResultPage(
        new StoredResult(id, row.connectionId(), result), firstRow, row.rowCount());
  }

  /**
   * Stores a result. That of a turn lives as long as its turn, that of a direct call for an hour.
   * Its receipt says how much of it a model gets.
   *
   * @param preview what a model gets
   * @throws io.chatdata.server.store.Fenced where this server may write nothing for the turn
   */
  StoredResult store(
      String connectionId, QueryResult result, RowsPreview preview, ToolContext context) {
    UUID turnId = context.turnId();
    QueryResult told =
        turnId == null
            ? result
            : result.withReceipt(result.receipt().withBytesToModel(preview.bytes()));
    var stored = new StoredResult(UUID.randomUUID(), connectionId, told);
    ResultRow row = row(stored);
    if (turnId == null) {
      writer.storeDirect(row);
    } else {
      UUID owner =
          store
              .general()
              .use(ResultDao.class, dao -> dao.ownerOfTurn(turnId))
              .orElseThrow(
                  () ->
                      new ChatdataException(
                          Reason.TURN_NOT_FOUND,
                          "The conversation of turn %s was deleted".formatted(turnId)));
      store
          .lease()
          .writePatiently(
              owner,
              tx -> {
                ResultWriter.insert(tx.dao(ResultDao.class), turnId, List.of(row));
                return stored;
              });
    }
    return stored;
  }

  private static ResultRow row(StoredResult stored) {
    QueryResult result = stored.result();
    return new ResultRow(
        stored.id(),
        stored.connectionId(),
        Storable.text(result.sql()),
        ResultCodec.columns(result.columns()),
        ResultCodec.rows(result.rows()),
        result.rows().size(),
        result.truncated(),
        ResultCodec.micros(result.elapsed()),
        ResultCodec.receipt(result.receipt()));
  }

  /** Removes some of direct calls that have expired. */
  public int purgeExpired(Instant now) {
    return store.general().use(ResultDao.class, dao -> dao.deleteExpired(now, PURGED_AT_ONCE));
  }

  private static ChatdataException notFound(UUID id) {
    return Problem.of(
            Reason.RESULT_NOT_FOUND,
            "No result has the id %s; results of direct calls are kept for an hour".formatted(id))
        .with("result_id", id.toString())
        .toException();
  }
}
