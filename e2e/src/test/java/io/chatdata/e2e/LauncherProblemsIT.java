package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.e2e.TestingCommand.Ended;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** ./chatdata where something is wrong or missing: it says what, and what to do. */
class LauncherProblemsIT {
  private final TestingLauncher chatdata = new TestingLauncher();

  @AfterEach
  void close() {
    chatdata.close();
  }

  /** Its store on a server's database, which starts faster than an embedded one. */
  private TestingDatabase onAServer() {
    TestingDatabase store = TestingPostgres.create();
    chatdata.with("DATABASE_URL", url(store, "postgres", "unused"));
    return store;
  }

  private static String url(TestingDatabase database, String user, String password) {
    return "postgresql://%s:%s@localhost:%d/%s"
        .formatted(user, password, TestingPostgres.port(), database.name());
  }

  @Test
  void aDatabaseIsConnectedWhereItsRoleMayOnlyRead() {
    onAServer();
    TestingDatabase pets =
        TestingPostgres.create().run("CREATE TABLE pets (id int)").grant("public");

    chatdata.run("up", "--detach", "--db", url(pets, pets.reader(), "secret")).succeeded();

    Ended answer = chatdata.run("ask", "What tables are in my database?").succeeded();
    assertTrue(answer.out().contains("pets"), answer.said());
  }

  @Test
  void aDatabaseWhoseRoleMayMoreIsRefusedWithTheSqlForARightOne() {
    onAServer();
    TestingDatabase pets = TestingPostgres.create().run("CREATE TABLE pets (id int)");
    String url = url(pets, "postgres", "unused-password");

    Ended refused = chatdata.run("up", "--detach", "--db", url);

    assertFailed(refused, "superuser", "CREATE ROLE", "GRANT SELECT", "--allow-unsafe-role");
    assertFalse(refused.said().contains("unused-password"), refused.said());
    assertEquals(1, chatdata.run("status").exit());

    chatdata.run("up", "--detach", "--db", url, "--allow-unsafe-role").succeeded();
    Ended answer = chatdata.run("ask", "What tables are in my database?").succeeded();
    assertTrue(answer.out().contains("pets"), answer.said());
  }

  /** As for a moment after its start, while a program takes another's place. */
  @Test
  void aProcessWithoutACommandLineYetIsNotTakenForDead() throws IOException, InterruptedException {
    TestingCommand.needs("bash");
    Path run = Files.createDirectories(chatdata.home().resolve("run"));
    Process starting = new ProcessBuilder("bash", "-c", "exec -a '' cat").start();
    try {
      Path commandLine = Path.of("/proc", Long.toString(starting.pid()), "cmdline");
      while (Files.readAllBytes(commandLine).length != 1) {
        Thread.onSpinWait();
      }
      Files.writeString(run.resolve("server.pid"), Long.toString(starting.pid()));

      assertEquals(0, chatdata.run("status").exit());
    } finally {
      starting.destroyForcibly().waitFor();
    }
    assertEquals(1, chatdata.run("status").exit());
  }

  @Test
  void aProcessThatHasEndedAndWhoseParentHasNotNoticedIsNotRunning() throws Exception {
    Path run = Files.createDirectories(chatdata.home().resolve("run"));
    // Not before the shell has become a program that never asks for its child.
    Process parent =
        new ProcessBuilder("sh", "-c", "exec 3<&0; cat <&3 & echo $!; exec sleep 300").start();
    try (var out = parent.inputReader()) {
      String ended = out.readLine();
      Path name = Path.of("/proc", Long.toString(parent.pid()), "comm");
      while (!Files.readString(name).equals("sleep\n")) {
        Thread.onSpinWait();
      }
      parent.getOutputStream().close();
      Path status = Path.of("/proc", ended, "status");
      while (!Files.readString(status).contains("State:\tZ")) {
        Thread.onSpinWait();
      }
      Files.writeString(run.resolve("server.pid"), ended);

      assertEquals(1, chatdata.run("status").exit());
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsSaid() {
    onAServer();

    assertFailed(
        chatdata.run("up", "--detach", "--db", "postgresql://someone:secret@localhost:1/shop"),
        "localhost:1 ");
    assertFailed(chatdata.run("up", "--db"), "postgresql://");
    assertFailed(chatdata.run("up", "--dp", "x"), "'--dp'");
  }

  @Test
  void aTakenPortIsNamedAndNothingIsLeftRunning() throws IOException {
    onAServer();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      chatdata.with("CHATDATA_GRPC_PORT", port);
      assertFailed(chatdata.run("up", "--detach"), port, "CHATDATA_GRPC_PORT");
      chatdata.with("CHATDATA_GRPC_PORT", "0").with("CHATDATA_PORT", port);
      assertFailed(chatdata.run("up", "--detach"), port, "CHATDATA_PORT");
    }
    assertEquals(1, chatdata.run("status").exit());
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path home = Files.createFile(chatdata.root().resolve("a-file")).resolve("home");
    chatdata.with("CHATDATA_HOME", home.toString());

    assertFailed(
        chatdata.run("up", "--detach"), home.toString(), "can't be written", "CHATDATA_HOME");
  }

  @Test
  void aFolderThatAnotherServerUsesIsNamed() {
    String home = TestingProduct.plain().home().toString();
    chatdata.with("CHATDATA_HOME", home);

    assertFailed(chatdata.run("up", "--detach"), home, "in use by", "CHATDATA_HOME");
    assertEquals(200, health(TestingProduct.plain()));
  }

  private static int health(TestingProduct product) {
    return product.rest("/health", null, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void theSchemaIsCheckedPrintedAndMigrated() {
    TestingDatabase store = onAServer();

    Ended check = chatdata.run("migrate", "--check");
    assertTrue(check.exit() != 0 && check.out().contains("migrate it"), check.said());
    assertTrue(
        chatdata
            .run("migrate", "--sql")
            .succeeded()
            .out()
            .contains("create table public.chat_messages"));
    assertEquals(List.of(), store.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'"));

    chatdata.run("migrate").succeeded();

    assertTrue(chatdata.run("migrate", "--check").succeeded().out().contains("nothing to do"));
    assertEquals(
        List.of(List.of("2")),
        store.query("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'chat\\_%'"));
  }

  @Test
  void whatIsMissingToBuildIsSaid() throws IOException {
    Files.delete(chatdata.root().resolve("server", "target", "built"));
    Path programs = programs();
    assertFailed(chatdata.run("up"), "Maven", "3.8", "Install");

    Files.createFile(programs.resolve("mvn")).toFile().setExecutable(true);
    assertFailed(chatdata.run("up"), "Node 20.19", "found: none");
  }

  @Test
  void theArchiveOfClassesIsMadeAnewWhereAJarIsNewer() throws IOException {
    Path target = chatdata.root().resolve("cli-client", "target");
    Path archive = target.resolve("classes.jsa");
    chatdata.run("ask", "--help").succeeded();
    FileTime before = Files.getLastModifiedTime(archive);
    Path jar = target.resolve(TestingProgram.jar("cli-client").getFileName());
    Files.delete(jar);
    Files.copy(TestingProgram.jar("cli-client"), jar);

    chatdata.run("ask", "--help").succeeded();
    FileTime after = Files.getLastModifiedTime(archive);
    assertTrue(after.compareTo(before) > 0, after::toString);

    chatdata.run("ask", "--help").succeeded();
    assertEquals(after, Files.getLastModifiedTime(archive));
  }

  @Test
  void aMissingJdkIsSaid() throws IOException {
    programs();
    String script = Files.readString(chatdata.script());
    String nowhere =
        script.replaceAll(
            "(?<= )(\"\\$HOME\")?/(usr/lib/jvm|usr/java|opt|Library|\\.)", "/nowhere/");
    assertTrue(script.length() != nowhere.length());
    Files.writeString(chatdata.script(), nowhere);
    chatdata.with("JAVA_HOME", "/nowhere");

    assertFailed(chatdata.run("up"), "JDK 25", "Install", "JAVA_HOME");
    Ended doctor = chatdata.run("doctor");
    assertEquals(1, doctor.exit());
    assertTrue(doctor.out().contains("No JDK 25"), doctor.said());
  }

  /** A PATH with the system's programs and none of those that build. */
  private Path programs() throws IOException {
    Path programs = Files.createDirectory(chatdata.root().resolve("bin"));
    for (String name :
        List.of(
            "sh",
            "cat",
            "dirname",
            "find",
            "grep",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "tail",
            "tee",
            "touch",
            "tr",
            "wc")) {
      Path program =
          Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
              .map(folder -> Path.of(folder, name))
              .filter(Files::isExecutable)
              .findFirst()
              .orElse(null);
      Files.createSymbolicLink(programs.resolve(name), Objects.requireNonNull(program, name));
    }
    chatdata.with("PATH", programs.toString());
    return programs;
  }

  private static void assertFailed(Ended ended, String... words) {
    assertTrue(ended.exit() != 0, ended.said());
    Arrays.stream(words)
        .forEach(word -> assertTrue(ended.said().contains(word), word + ": " + ended.said()));
    assertFalse(ended.said().contains("Exception"), ended.said());
    assertFalse(ended.said().contains("\tat "), ended.said());
  }
}
