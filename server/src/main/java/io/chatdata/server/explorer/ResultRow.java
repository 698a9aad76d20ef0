package io.chatdata.server.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/**
 * A stored result.
 *
 * @param rows UTF-8, a line a row, each a JSON array
 */
@SuppressWarnings("ArrayRecordComponent")
record ResultRow(
    UUID id,
    String connectionId,
    String sql,
    JsonNode columns,
    byte[] rows,
    int rowCount,
    boolean truncated,
    long elapsedMicros,
    JsonNode receipt) {}
