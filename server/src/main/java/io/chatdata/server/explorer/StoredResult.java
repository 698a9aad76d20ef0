package io.chatdata.server.explorer;

import io.chatdata.server.sql.QueryResult;
import java.util.UUID;

/** A result and the id that it is stored under. */
public record StoredResult(UUID id, String connectionId, QueryResult result) {}
