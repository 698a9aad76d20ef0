package io.chatdata.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest {
  @TempDir private Path folder;

  /** Opens the store in a folder and never closes it; the test kills it. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws InterruptedException {
      Store store = Store.open(new StoreConfig(Path.of(arguments[0]), null, true));
      store.general().use(SettingsDao.class, dao -> dao.orElse("name", "kept"));
      System.out.println("ready");
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }

  @Test
  void whatWasStoredIsThereAfterAKillAndARestart() throws Exception {
    Path home = folder.resolve("home");
    Process victim =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Victim.class.getName(),
                    home.toString()))
            .redirectErrorStream(true)
            .start();
    awaitReady(victim);
    refusesASecondOwner(home, victim.pid());
    victim.destroyForcibly().waitFor();

    for (int start = 0; start < 2; start++) {
      try (Store store = open(home)) {
        assertEquals(
            "kept", store.general().use(SettingsDao.class, dao -> dao.orElse("name", "lost")));
        onlyPasswordsOpenIt(home, store);
      }
    }
  }

  private static void awaitReady(Process victim) throws IOException {
    var output =
        new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    while (line != null && !line.equals("ready")) {
      line = output.readLine();
    }
    assertEquals("ready", line);
  }

  private static void refusesASecondOwner(Path home, long pid) {
    ChatdataException refused = assertThrows(ChatdataException.class, () -> open(home));
    assertTrue(refused.problem().message().contains("in use by the server with process id " + pid));
  }

  private static void onlyPasswordsOpenIt(Path home, Store store) throws SQLException, IOException {
    DatabaseUrl url = store.url();
    SQLException refused =
        assertThrows(
            SQLException.class, () -> connect(url.withLogin("postgres", Secret.of("guess"))));
    assertEquals("28P01", refused.getSQLState());
    String password = Files.readString(home.resolve("postgres.password"));
    connect(url.withLogin("postgres", Secret.of(password))).close();
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(home.resolve("postgres.password"))));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home)));
  }

  private static Connection connect(DatabaseUrl url) throws SQLException {
    return DriverManager.getConnection(
        url.jdbcUrl(), url.user(), java.util.Objects.requireNonNull(url.password()).reveal());
  }

  @Test
  void aFolderThatCantBeWrittenIsSaid() throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));

    ChatdataException refused =
        assertThrows(ChatdataException.class, () -> open(file.resolve("home")));

    assertTrue(refused.problem().message().contains("can't be written"));
    assertTrue(refused.problem().message().contains("CHATDATA_HOME"));
  }

  @Test
  void aServerThatDoesNotAnswerIsSaid() {
    StoreConfig config =
        new StoreConfig(
            folder,
            DatabaseUrl.parse("DATABASE_URL", "postgresql://u:hunter2@localhost:1/db"),
            true);

    ChatdataException refused = assertThrows(ChatdataException.class, () -> Store.open(config));

    assertTrue(refused.problem().message().contains("localhost:1/db"));
    assertTrue(refused.problem().message().contains("nothing answers there"));
    assertTrue(!refused.problem().message().contains("hunter2"));
  }

  private static Store open(Path home) {
    return Store.open(new StoreConfig(home, null, true));
  }
}
