package io.chatdata.cli;

import io.chatdata.v1.DataServiceGrpc.DataServiceBlockingStub;
import io.chatdata.v1.GetTableInfoRequest;
import io.chatdata.v1.ListTablesRequest;
import io.chatdata.v1.Table;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, the names of tables, and columns after a table and a point. */
final class NameCompleter implements Completer {
  private static final int TABLES = 500;
  private static final int WAIT_SECONDS = 3;

  private final ServerLink link;
  private final List<String> commands;
  private final Supplier<String> connection;
  private final Map<String, List<String>> known = new ConcurrentHashMap<>();

  /**
   * @param connection whose tables are meant now; empty means the server's default
   */
  NameCompleter(ServerLink link, List<String> commands, Supplier<String> connection) {
    this.link = link;
    this.commands = commands;
    this.connection = connection;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String word = line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
    Stream<String> names;
    if (line.wordIndex() == 0 && word.startsWith("/")) {
      names = commands.stream();
    } else {
      int point = word.lastIndexOf('.');
      names = point < 0 ? tables() : columns(word.substring(0, point));
    }
    names.filter(name -> name.startsWith(word)).map(Candidate::new).forEach(candidates::add);
  }

  private Stream<String> tables() {
    return known(
        connection.get(),
        () ->
            data()
                .listTables(
                    ListTablesRequest.newBuilder()
                        .setConnectionId(connection.get())
                        .setPageSize(TABLES)
                        .build())
                .getTablesList()
                .stream()
                .map(Table::getName)
                .distinct()
                .toList());
  }

  private Stream<String> columns(String table) {
    return known(
        connection.get() + "\n" + table,
        () ->
            data()
                .getTableInfo(
                    GetTableInfoRequest.newBuilder()
                        .setConnectionId(connection.get())
                        .setTable(table)
                        .build())
                .getColumnsList()
                .stream()
                .map(column -> table + "." + column.getName())
                .toList());
  }

  private DataServiceBlockingStub data() {
    return link.data().withDeadlineAfter(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Names that are read once; where they can't be read now, none. */
  private Stream<String> known(String key, Supplier<List<String>> read) {
    List<String> names = known.get(key);
    if (names == null) {
      try {
        names = read.get();
      } catch (StatusRuntimeException e) {
        return Stream.empty();
      }
      known.put(key, names);
    }
    return names.stream();
  }
}
