package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wall 4: a function that was made since the catalog was read is noticed at the next statement. */
class LastLookTest {
  private static final String QUESTION = "select lower(name) from pets";

  /** Would run in its stead, for it fits better. */
  private static final String FUNCTION =
      "CREATE FUNCTION lower(v varchar) RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT 'ran' $$";

  private final TestingPostgres.TestingDatabase postgres =
      TestingPostgres.create()
          .run("CREATE TABLE pets (name varchar(20)); INSERT INTO pets VALUES ('Rex')")
          .grant("public");
  private final Database database = TestingConfig.of(postgres.url()).open();

  /** Until it needn't look at the user's code any more. */
  @BeforeEach
  void askOften() {
    for (int i = 0; i < 4; i++) {
      assertEquals(List.of(List.of("rex")), ask());
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void oneThatWasMadeIsSeen() {
    postgres.run(FUNCTION);

    assertRefused();
  }

  @Test
  void oneThatWasMadeBeforeAndCommittedSinceIsSeen() throws SQLException {
    try (Connection other = postgres.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(FUNCTION);
      askOften();
      other.commit();
    }

    assertRefused();
  }

  @Test
  void oneThatWasMadeAmongManyWritesIsSeenAndOnesThatWereTakenBackAreNot() throws SQLException {
    try (Connection other = postgres.connect();
        Statement statement = other.createStatement()) {
      for (int i = 0; i < 5; i++) {
        statement.execute("CREATE TABLE written_%d ()".formatted(i));
        assertEquals(List.of(List.of("rex")), ask());
      }
      other.setAutoCommit(false);
      statement.execute(FUNCTION);
      other.rollback();
      askOften();
      statement.execute(FUNCTION);
      other.commit();
    }

    assertRefused();
  }

  private List<List<@Nullable Object>> ask() {
    return database.query(TestingPostgres.request(QUESTION)).rows();
  }

  private void assertRefused() {
    StatementException refused = assertThrows(StatementException.class, this::ask);
    assertTrue(refused.problem().message().contains("lower"), refused.problem().message());
  }
}
