package io.chatdata.server.store;

import io.chatdata.migrations.DemoData;
import io.chatdata.server.base.DatabaseUrl;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo shop in the embedded PostgreSQL: loaded when missing, rebuilt when a week old. */
public final class DemoDatabase {
  private static final Logger log = LoggerFactory.getLogger(DemoDatabase.class);
  private static final String DATABASE = "demo";
  private static final String OWNER = "demo_owner";
  private static final String READER = "demo_reader";

  private DemoDatabase() {}

  /** Its address, with a login that may only read. */
  public static DatabaseUrl ready(EmbeddedDatabases embedded, Clock clock) {
    DataSource owner = PostgresDataSource.of(embedded.database(DATABASE, OWNER));
    DatabaseUrl reader = embedded.reader(DATABASE, READER);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    try {
      if (!DemoData.isFresh(owner, today)) {
        log.info("Loading the demo shop");
        DemoData.load(owner, today, READER);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the demo shop can't be loaded", e);
    }
    return reader;
  }
}
