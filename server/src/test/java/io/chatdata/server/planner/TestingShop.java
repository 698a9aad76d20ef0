package io.chatdata.server.planner;

import io.chatdata.migrations.DemoData;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The demo shop as a fresh server would have it, loaded once for all tests of a JVM. */
public final class TestingShop {
  static final LocalDateTime NOW = LocalDateTime.of(2026, 7, 15, 10, 30);

  private TestingShop() {}

  private static final class Holder {
    static final TestingDatabase DATABASE = load();

    static TestingDatabase load() {
      TestingDatabase database = TestingPostgres.create();
      PGSimpleDataSource owner = new PGSimpleDataSource();
      owner.setPortNumbers(new int[] {TestingPostgres.port()});
      owner.setDatabaseName(database.name());
      owner.setUser("postgres");
      try {
        DemoData.load(owner, LocalDate.from(NOW), database.reader());
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return database;
    }
  }

  /** The shop's database. */
  public static TestingDatabase database() {
    return Holder.DATABASE;
  }

  /** The planner over the shop, to be closed. */
  static TestingPlanner planner() {
    return new TestingPlanner(database(), TestingConfig.of(database().url()).build(), NOW);
  }

  /** The rows of a statement of a test's own. */
  static List<List<@Nullable String>> sql(String statement) {
    return database().query(statement);
  }
}
