package io.chatdata.server.sql;

/**
 * A column of a result.
 *
 * @param name may be empty or equal to another's
 * @param type as the database writes it, such as int8
 * @param nullable true also when that isn't known
 */
public record ResultColumn(String name, String type, boolean nullable) {}
