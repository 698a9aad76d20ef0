package io.chatdata.server.explorer;

import io.chatdata.server.sql.DatabaseConfig;

/**
 * A connection as its operator configured it.
 *
 * @param name for people
 * @param description what it holds
 * @param notes what the model should know
 * @param database how it is reached and what of it may be read
 */
public record ConnectionConfig(
    String id, String name, String description, String notes, DatabaseConfig database) {}
