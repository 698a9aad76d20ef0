package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Value;
import com.google.rpc.Code;
import io.chatdata.v1.ColumnProfile;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.TableProfile;
import io.chatdata.v1.ValueCount;
import io.chatdata.v1.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataCommandsTest extends TestingClient {
  @Test
  void suggestPrintsAQuestionALine() {
    server.suggest("How many orders?", "Which\nproducts \u001b[1msell?");

    assertEquals(0, shell.run("suggest"));

    assertEquals("How many orders?\nWhich products ␛[1msell?\n", shell.out());
    assertEquals(3, server.suggested.getFirst().getLimit());
    assertEquals("", server.suggested.getFirst().getConnectionId());
  }

  @Test
  void suggestTakesAConnectionAndALimit() {
    shell.run("suggest", "--connection", "shop", "--limit", "7");

    assertEquals(7, server.suggested.getFirst().getLimit());
    assertEquals("shop", server.suggested.getFirst().getConnectionId());
  }

  @Test
  void aProfileIsATableOfItsColumns() {
    Value paid = Value.newBuilder().setStringValue("paid").build();
    var status =
        ColumnProfile.newBuilder()
            .setName("status")
            .setType("text")
            .setDistinctCount(4)
            .setMin(paid);
    for (int count = 7_000; count > 3_000; count -= 1_000) {
      status.addTopValues(ValueCount.newBuilder().setValue(paid).setCount(count));
    }
    server.reply(
        "ProfileTable",
        TableProfile.newBuilder()
            .setRowCount(50_000)
            .setRowsProfiled(10_000)
            .setSample("a random sample of 20 % of the pages")
            .addColumns(status)
            .addColumns(
                ColumnProfile.newBuilder()
                    .setName("total")
                    .setType("numeric")
                    .setNullCount(12)
                    .setMean(Value.newBuilder().setNumberValue(1234.5)))
            .build());

    assertEquals(0, shell.run("tools", "profile_table", "orders"));

    assertEquals(
        """
        name    type     null_count  distinct_count  min   mean    top_values
        ──────  ───────  ──────────  ──────────────  ────  ──────  ────────────────────────────────────────
        status  text              0               4  paid          paid (7,000), paid (6,000), paid (5,000)
        total   numeric          12               0        1234.5
        """,
        shell.out());
    assertEquals(
        "50,000 rows; 10,000 rows profiled: a random sample of 20 % of the pages\n", shell.err());
  }

  @Test
  void anAllowedStatementEndsWith0(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("q.sql"), "select count(*) from orders");
    server.decide(
        Receipt.newBuilder()
            .setVerdict(Verdict.VERDICT_ALLOWED)
            .setWall(5)
            .setCanonicalSql("SELECT count(*) FROM public.orders LIMIT 1001")
            .addTables("public.orders")
            .setPlanCost(1234.5)
            .setTimeZone("UTC")
            .addWarnings("The role can write; an override is in force")
            .build());

    assertEquals(0, shell.run("guard", "check", file.toString(), "--connection", "shop"));

    assertEquals(
        """
        allowed
          statement  SELECT count(*) FROM public.orders LIMIT 1001
          reads      public.orders
          plan cost  1,234.5
          time zone  UTC
          warning    The role can write; an override is in force
        """,
        shell.out());
    assertEquals("select count(*) from orders", server.checked.getFirst().getSql());
    assertEquals("shop", server.checked.getFirst().getConnectionId());
  }

  @Test
  void aRefusedStatementEndsWith1AndShowsThePlace() {
    server.decide(
        Receipt.newBuilder()
            .setVerdict(Verdict.VERDICT_REFUSED)
            .setWall(3)
            .setRule("function-not-allowed")
            .setMessage("pg_sleep is not allowed")
            .setPosition(15)
            .build());
    String sql = "select '🙂',\n\tü, pg_sleep(1)\n";

    assertEquals(1, shell.input(sql.getBytes(UTF_8)).run("guard", "check"));

    assertEquals(
        """
        refused by wall 3 (syntax), rule function-not-allowed
          pg_sleep is not allowed
          line 2:
            \tü, pg_sleep(1)
            \t ^
        """,
        shell.out());
    assertEquals(sql, server.checked.getFirst().getSql());
  }

  @Test
  void aRefusalWithoutAPlaceShowsNone() {
    server.decide(
        Receipt.newBuilder()
            .setVerdict(Verdict.VERDICT_REFUSED)
            .setWall(1)
            .setMessage("The statement is empty")
            .build());

    assertEquals(1, shell.run("guard", "check", "-"));

    assertEquals("refused by wall 1 (text)\n  The statement is empty\n", shell.out());
  }

  @Test
  void anUnknownConnectionEndsWith4() {
    server.fail(
        TestingErrors.refusal(
            Code.INVALID_ARGUMENT,
            "UNKNOWN_CONNECTION",
            "Unknown connection 'foo'; valid ones: default"));

    assertEquals(4, shell.run("guard", "check", "--connection", "foo"));

    assertEquals(
        "error: Unknown connection 'foo'; valid ones: default\n  reason: UNKNOWN_CONNECTION\n",
        shell.err());
  }
}
