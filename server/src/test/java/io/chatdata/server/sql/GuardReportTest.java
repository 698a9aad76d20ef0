package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report on the guard, over statements of anyone's. */
class GuardReportTest {
  @TempDir Path folder;

  @Test
  void whatRunsAndWhatIsRefusedIsCountedAndNamed() throws IOException {
    Files.writeString(
        folder.resolve("schema.sql"),
        """
        CREATE ROLE super LOGIN SUPERUSER; CREATE ROLE owner_u LOGIN; CREATE ROLE chat_ro LOGIN;
        CREATE TABLE customers (id int); GRANT SELECT ON customers TO chat_ro;
        ALTER TABLE customers OWNER TO owner_u;
        """);
    Files.writeString(
        folder.resolve("must_reject.jsonl"),
        """
        {"id": "R1", "tier": "must", "category": "dml", "sql": "DELETE FROM customers"}
        {"id": "R2", "tier": "must", "category": "harmless", "sql": "SELECT 1"}
        """);
    Files.writeString(
        folder.resolve("must_allow.jsonl"),
        """
        {"id": "A1", "tier": "idiom", "sql": "SELECT count(*) FROM customers"}
        {"id": "A2", "tier": "idiom", "sql": "SELECT pg_sleep(1)"}
        {"id": "A3", "tier": "defog", "sql": "SELECT a FROM nowhere"}
        """);
    var text = new ByteArrayOutputStream();

    boolean held = GuardReport.print(folder, new PrintStream(text, true, StandardCharsets.UTF_8));

    String report = text.toString(StandardCharsets.UTF_8);
    assertFalse(held, report);
    assertTrue(report.matches("(?s).*SHA-256: +[0-9a-f]{64}\n.*"), report);
    assertTrue(report.matches("(?s).*must, dml +3 tried +0 escaped.*"), report);
    assertTrue(report.matches("(?s).*must, harmless +3 tried +3 escaped.*"), report);
    assertTrue(report.contains("chat_ro: ran R2 SELECT 1"), report);
    assertTrue(report.contains("refused: 1 of 3 (33.33 %)"), report);
    assertTrue(report.matches("(?s).*idiom +2 tried +1 refused.*"), report);
    assertTrue(report.contains("A2 SELECT pg_sleep(1): function-not-allowed"), report);
  }

  @Test
  void aFolderWithoutACorpusIsNamed() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> GuardReport.print(folder, System.out));
    assertTrue(String.valueOf(e.getMessage()).contains("schema.sql can't be read"));
  }
}
