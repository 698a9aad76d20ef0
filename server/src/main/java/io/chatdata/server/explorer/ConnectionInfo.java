package io.chatdata.server.explorer;

import io.chatdata.server.sql.RowsToModel;
import java.util.List;

/**
 * A configured connection, as its users see it.
 *
 * @param notes what its operator wants the model to know
 * @param database name of the database
 * @param warnings what a person should know: an override in force, the database not being reachable
 * @param schemas that can be explored; empty means all that its role may use
 * @param timeZone IANA name
 * @param created whether it was created while the server ran, and can be deleted
 */
public record ConnectionInfo(
    String id,
    String name,
    String description,
    String notes,
    String database,
    ReadOnlyState readOnlyState,
    List<String> warnings,
    List<String> schemas,
    String timeZone,
    RowsToModel rowsToModel,
    boolean created) {
  public ConnectionInfo {
    warnings = List.copyOf(warnings);
    schemas = List.copyOf(schemas);
  }

  /** What is known of a connection's role. */
  public enum ReadOnlyState {
    /** Not looked at yet, or the database can't be reached. */
    UNKNOWN,
    VERIFIED,
    OVERRIDDEN,
    REFUSED
  }
}
