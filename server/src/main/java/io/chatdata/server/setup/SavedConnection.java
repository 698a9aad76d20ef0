package io.chatdata.server.setup;

import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.sql.DatabaseConfig;
import io.chatdata.server.sql.RowsToModel;
import java.time.ZoneId;
import java.util.List;

/**
 * A connection that a person created.
 *
 * @param name for people
 * @param allowUnsafeRole accepts a role that can do more than read
 */
record SavedConnection(String id, String name, Address address, boolean allowUnsafeRole) {
  /**
   * The same as an operator would have configured it.
   *
   * @param urlName what its URL was given as, for messages
   * @throws io.chatdata.server.base.ChatdataException where the URL can't be used
   */
  ConnectionConfig config(String urlName) {
    return new ConnectionConfig(
        id,
        name,
        "",
        "",
        new DatabaseConfig(
            id,
            address.read(urlName),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            allowUnsafeRole,
            ZoneId.of("UTC"),
            RowsToModel.PREVIEW,
            DatabaseConfig.POOL_SIZE,
            DatabaseConfig.Limits.STANDARD));
  }
}
