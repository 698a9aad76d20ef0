package io.chatdata.server.store;

import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** PostgreSQL's NOTIFY. */
interface NotifyDao {
  @SqlQuery("SELECT pg_notify(:channel, :payload) IS NULL")
  boolean send(String channel, String payload);
}
