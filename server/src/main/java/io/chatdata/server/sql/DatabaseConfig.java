package io.chatdata.server.sql;

import io.chatdata.server.base.DatabaseUrl;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

/**
 * How one database of a person's is reached and what of it may be read.
 *
 * @param connectionId for messages
 * @param url address and login
 * @param schemas schemas that can be explored; empty means all that the role may use, but the
 *     system's
 * @param allowTables patterns of schema.table with * and ?; empty means all
 * @param denyTables patterns of schema.table that are neither listed nor readable
 * @param denyColumns patterns of schema.table.column that are neither listed nor readable
 * @param allowUnsafeRole the operator's override: a role that can do more than read is accepted
 * @param timeZone the zone that statements run in
 * @param rowsToModel which rows a model gets to see
 * @param poolSize the most connections that are open at once
 * @param limits of each statement
 */
public record DatabaseConfig(
    String connectionId,
    DatabaseUrl url,
    List<String> schemas,
    List<String> allowTables,
    List<String> denyTables,
    List<String> denyColumns,
    boolean allowUnsafeRole,
    ZoneId timeZone,
    RowsToModel rowsToModel,
    int poolSize,
    Limits limits) {
  /** Connections that are open at once unless configured. */
  public static final int POOL_SIZE = 4;

  public DatabaseConfig {
    schemas = List.copyOf(schemas);
    allowTables = List.copyOf(allowTables);
    denyTables = List.copyOf(denyTables);
    denyColumns = List.copyOf(denyColumns);
  }

  /**
   * The most that a statement may take, whatever its caller asks for.
   *
   * @param rows that are returned
   * @param time over all
   * @param warnCost what PostgreSQL may expect it to cost, in its planner's units, without a
   *     warning on the receipt
   * @param maxCost what it may expect it to cost at all
   */
  public record Limits(int rows, Duration time, double warnCost, double maxCost) {
    /** The contract's. */
    public static final Limits STANDARD =
        new Limits(QueryRequest.MAX_ROWS, QueryRequest.MAX_TIME, 1e7, 1e9);
  }

  /** The same database without some of its tables, and without an override of its role. */
  public DatabaseConfig hiding(List<String> tables) {
    return new DatabaseConfig(
        connectionId,
        url,
        schemas,
        allowTables,
        Stream.concat(denyTables.stream(), tables.stream()).toList(),
        denyColumns,
        false,
        timeZone,
        rowsToModel,
        poolSize,
        limits);
  }
}
