package io.chatdata.server.planner;

import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.RowsToModel;
import java.time.ZoneId;

/**
 * What the planner knows of a connection before it calls a tool.
 *
 * @param connectionId its id
 * @param catalog what can be explored of it
 * @param timeZone in which its statements run
 * @param rowsToModel which rows may be put into words
 */
public record Place(
    String connectionId, Catalog catalog, ZoneId timeZone, RowsToModel rowsToModel) {}
