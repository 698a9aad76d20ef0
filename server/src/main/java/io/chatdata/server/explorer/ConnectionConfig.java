package io.chatdata.server.explorer;

import io.chatdata.server.sql.DatabaseConfig;
import java.util.regex.Pattern;

/**
 * A connection as its operator configured it.
 *
 * @param name for people
 * @param description what it holds
 * @param notes what the model should know
 * @param database how it is reached and what of it may be read
 */
public record ConnectionConfig(
    String id, String name, String description, String notes, DatabaseConfig database) {
  /** What an id may be. */
  public static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
}
