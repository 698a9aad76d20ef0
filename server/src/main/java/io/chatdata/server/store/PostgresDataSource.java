package io.chatdata.server.store;

import io.chatdata.server.base.DatabaseUrl;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections of the store to PostgreSQL. */
final class PostgresDataSource {
  private PostgresDataSource() {}

  /** For an address that a pooler may be behind: it shares sessions, and so what was prepared. */
  static PGSimpleDataSource pooled(DatabaseUrl url) {
    PGSimpleDataSource source = of(url);
    source.setPrepareThreshold(0);
    return source;
  }

  static PGSimpleDataSource of(DatabaseUrl url) {
    var source = new PGSimpleDataSource();
    source.setUrl(url.jdbcUrl());
    if (url.user() != null) {
      source.setUser(url.user());
    }
    if (url.password() != null) {
      source.setPassword(url.password().reveal());
    }
    source.setConnectTimeout(5);
    source.setSocketTimeout(30);
    source.setTcpKeepAlive(true);
    // A detail would quote values.
    source.setLogServerErrorDetail(false);
    source.setApplicationName("chatdata store");
    try {
      for (String name : new String[] {"sslmode", "sslrootcert"}) {
        String value = url.parameters().get(name);
        if (value != null) {
          source.setProperty(name, value);
        }
      }
    } catch (SQLException e) {
      throw new IllegalArgumentException(e);
    }
    return source;
  }
}
