package io.chatdata.server.sql;

import io.chatdata.server.base.DatabaseUrl;
import java.time.ZoneId;
import java.util.List;

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
    int poolSize) {
  /** Connections that are open at once unless configured. */
  public static final int POOL_SIZE = 4;

  public DatabaseConfig {
    schemas = List.copyOf(schemas);
    allowTables = List.copyOf(allowTables);
    denyTables = List.copyOf(denyTables);
    denyColumns = List.copyOf(denyColumns);
  }
}
