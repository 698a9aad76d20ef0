package io.chatdata.server.store;

import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** What the servers of one store share. */
interface SettingsDao {
  /** The value; the given one where there was none. */
  @SqlQuery(
      """
      INSERT INTO chatdata.settings AS s (name, value) VALUES (:name, :value)
      ON CONFLICT (name) DO UPDATE SET value = s.value RETURNING value
      """)
  String orElse(String name, String value);
}
