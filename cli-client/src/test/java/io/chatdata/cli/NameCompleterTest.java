package io.chatdata.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.chatdata.client.Servers;
import io.chatdata.v1.Column;
import io.chatdata.v1.GetTableInfoRequest;
import io.chatdata.v1.ListTablesResponse;
import io.chatdata.v1.Table;
import io.chatdata.v1.TableInfo;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

final class NameCompleterTest extends TestingClient {
  @Test
  void commandsTablesAndColumnsAreCompleted() throws Exception {
    server
        .reply(
            "ListTables",
            ListTablesResponse.newBuilder()
                .addTables(Table.newBuilder().setSchema("public").setName("orders"))
                .addTables(Table.newBuilder().setSchema("old").setName("orders"))
                .addTables(Table.newBuilder().setSchema("public").setName("customers"))
                .build())
        .reply(
            "GetTableInfo",
            TableInfo.newBuilder()
                .addColumns(Column.newBuilder().setName("id"))
                .addColumns(Column.newBuilder().setName("total"))
                .build());
    try (ServerLink link = link()) {
      var completer = new NameCompleter(link, List.of("/cost", "/model"), () -> "shop");

      assertEquals(List.of("/cost"), complete(completer, "/c"));
      assertEquals(List.of("orders"), complete(completer, "how many or"));
      assertEquals(List.of("orders.total"), complete(completer, "sum of orders.t"));
      assertEquals(List.of(), complete(completer, "sum of /c"));
    }

    assertEquals(
        GetTableInfoRequest.newBuilder().setConnectionId("shop").setTable("orders").build(),
        server.calls.getLast());
  }

  @Test
  void namesThatCouldNotBeReadAreReadAtTheNextTry() throws Exception {
    server.reply(
        "ListTables",
        ListTablesResponse.newBuilder().addTables(Table.newBuilder().setName("orders")).build());
    server.fail(TestingErrors.storeUnavailable(10));
    try (ServerLink link = link()) {
      var completer = new NameCompleter(link, List.of(), () -> "");

      assertEquals(List.of(), complete(completer, "ord"));
      assertEquals(List.of("orders"), complete(completer, "ord"));
    }
  }

  private ServerLink link() {
    return new ServerLink(new ServerAccess(new Servers(server.address()), "", false, null));
  }

  private static List<String> complete(NameCompleter completer, String line) throws Exception {
    List<Candidate> candidates = new ArrayList<>();
    try (var terminal =
        new DumbTerminal(InputStream.nullInputStream(), OutputStream.nullOutputStream())) {
      completer.complete(
          new LineReaderImpl(terminal),
          new DefaultParser().parse(line, line.length(), ParseContext.COMPLETE),
          candidates);
    }
    return candidates.stream().map(Candidate::value).toList();
  }
}
