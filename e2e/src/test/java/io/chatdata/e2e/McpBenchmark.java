package io.chatdata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatdata.server.base.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tool calls through MCP over HTTP, side by side with other servers of it, and in the same rounds
 * what they can't be faster than: the same statement over JDBC in a read-only transaction, its rows
 * written as texts. All of it shares this machine, so only the shares of a round mean anything.
 *
 * <p>Arguments: the database as JDBC's URL, and servers that run on it, each NAME=ADDRESS; NAME
 * begins with one of {@link Product}.
 */
final class McpBenchmark {
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 5;
  private static final double SECONDS = 1;
  private static final double WARM_UP_SECONDS = 8;

  private McpBenchmark() {}

  /** What is asked; the statement is JDBC's. */
  private enum Case {
    SELECT_1("select 1 as one"),
    ROWS_1000("select * from pgbench_accounts where aid <= 1000"),
    TABLES_2000(
        """
        select c.relname, c.relkind, c.reltuples::bigint, d.description from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          left join pg_description d
            on d.objoid = c.oid and d.classoid = 'pg_class'::regclass and d.objsubid = 0
        where n.nspname = 'wide' and c.relkind in ('r', 'v', 'm', 'p', 'f') order by 1
        """);

    private final String sql;

    Case(String sql) {
      this.sql = sql;
    }
  }

  /** What the servers call their tools; DBHub lists no more than 1,000 tables. */
  private enum Product {
    CHATDATA("run_query", "list_tables", "{\"schema\":\"wide\",\"page_size\":1000}"),
    DBHUB(
        "execute_sql",
        "search_objects",
        "{\"object_type\":\"table\",\"schema\":\"wide\",\"limit\":1000}"),
    TOOLBOX("execute_sql", "list_tables_wide", "{\"output_format\":\"simple\"}");

    private final String query;
    private final String list;
    private final String listed;

    Product(String query, String list, String listed) {
      this.query = query;
      this.list = list;
      this.listed = listed;
    }

    String call(Case asked, String page) {
      boolean lists = asked == Case.TABLES_2000;
      String arguments = lists ? listed : "{\"sql\":%s}".formatted(Json.write(asked.sql));
      if (!page.isEmpty()) {
        arguments = arguments.replace("}", ",\"page_token\":%s}".formatted(Json.write(page)));
      }
      return """
      {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"%s","arguments":%s}}\
      """
          .formatted(lists ? list : query, arguments);
    }
  }

  /** One client of a target. */
  private interface Client extends AutoCloseable {
    void ask(Case asked) throws Exception;

    @Override
    void close() throws IOException;
  }

  private interface Target {
    Client open() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, Target> targets = new LinkedHashMap<>();
    targets.put("JDBC", () -> new Jdbc(arguments[0]));
    for (String server : List.of(arguments).subList(1, arguments.length)) {
      String[] parts = server.split("=", 2);
      Product product =
          Arrays.stream(Product.values())
              .filter(one -> parts[0].toUpperCase(Locale.ROOT).startsWith(one.name()))
              .findFirst()
              .orElseThrow();
      targets.put(parts[0], () -> new Http(product, URI.create(parts[1])));
    }
    for (Case asked : Case.values()) {
      for (Target target : targets.values()) {
        double _ = perSecond(target, asked, WARM_UP_SECONDS);
      }
    }
    Map<Case, Map<String, List<Double>>> measured = new EnumMap<>(Case.class);
    for (int round = 0; round < ROUNDS; round++) {
      for (Case asked : Case.values()) {
        for (Map.Entry<String, Target> target : targets.entrySet()) {
          measured
              .computeIfAbsent(asked, _ -> new LinkedHashMap<>())
              .computeIfAbsent(target.getKey(), _ -> new ArrayList<>())
              .add(perSecond(target.getValue(), asked, SECONDS));
        }
      }
    }
    System.out.printf("%d clients, median of %d rounds: calls a second%n", CLIENTS, ROUNDS);
    measured.forEach(
        (asked, rates) -> {
          double limit = median(rates.getOrDefault("JDBC", List.of()));
          rates.forEach(
              (name, all) ->
                  System.out.printf(
                      "%-12s %-12s %,8.0f  %.3f of JDBC  (%,.0f to %,.0f)%n",
                      asked, name, median(all), median(all) / limit, least(all), most(all)));
        });
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double least(List<Double> values) {
    return values.stream().min(Double::compare).orElseThrow();
  }

  private static double most(List<Double> values) {
    return values.stream().max(Double::compare).orElseThrow();
  }

  private static double perSecond(Target target, Case asked, double seconds) throws Exception {
    long start = System.nanoTime();
    Callable<Integer> one =
        () -> {
          int done = 0;
          try (Client client = target.open()) {
            for (; System.nanoTime() - start < seconds * 1e9; done++) {
              client.ask(asked);
            }
          }
          return done;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      int all = 0;
      for (Future<Integer> done : threads.invokeAll(Collections.nCopies(CLIENTS, one))) {
        all += done.get();
      }
      return all / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static final class Jdbc implements Client {
    private final Connection connection;

    Jdbc(String url) throws Exception {
      connection = DriverManager.getConnection(url);
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
    }

    @Override
    public void ask(Case asked) throws Exception {
      var text = new StringBuilder();
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(asked.sql)) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          for (int i = 1; i <= columns; i++) {
            text.append('"').append(rows.getString(i)).append("\",");
          }
        }
      }
      connection.rollback();
      if (text.isEmpty()) {
        throw new IllegalStateException("no rows: " + asked);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IOException(e);
      }
    }
  }

  /** A client that costs next to nothing; it follows pages to their end. */
  private static final class Http implements Client {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");
    private static final Pattern NEXT =
        Pattern.compile("next_page_token\\\\*\":\\\\*\"([^\"\\\\]+)");
    private static final int END = 400;

    private final Product product;
    private final URI address;
    private Socket socket;
    private InputStream in;

    Http(Product product, URI address) throws IOException {
      this.product = product;
      this.address = address;
      socket = new Socket(address.getHost(), address.getPort());
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    private void reconnect() throws IOException {
      socket.close();
      socket = new Socket(address.getHost(), address.getPort());
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    @Override
    public void ask(Case asked) throws IOException {
      String page = "";
      do {
        byte[] answer = post(product.call(asked, page));
        String text = new String(answer, UTF_8);
        String end = text.substring(Math.max(0, text.length() - END));
        if (text.contains("\"error\":{") || end.contains("\"isError\":true")) {
          throw new IOException(product + ": " + text);
        }
        Matcher next = NEXT.matcher(end);
        page = product == Product.CHATDATA && next.find() ? next.group(1) : "";
      } while (!page.isEmpty());
    }

    private byte[] post(String body) throws IOException {
      byte[] content = body.getBytes(UTF_8);
      String head =
          """
          POST %s HTTP/1.1\r
          Host: %s\r
          Content-Type: application/json\r
          Accept: application/json, text/event-stream\r
          MCP-Protocol-Version: 2025-06-18\r
          Content-Length: %d\r
          \r
          """
              .formatted(address.getPath(), address.getAuthority(), content.length);
      var request = new ByteArrayOutputStream();
      request.writeBytes(head.getBytes(UTF_8));
      request.writeBytes(content);
      socket.getOutputStream().write(request.toByteArray());
      if (!line().contains(" 200 ")) {
        throw new IOException("not 200");
      }
      int length = -1;
      boolean last = false;
      for (String header = line(); !header.isEmpty(); header = line()) {
        Matcher given = LENGTH.matcher(header);
        length = given.matches() ? Integer.parseInt(given.group(1)) : length;
        last |= header.equalsIgnoreCase("connection: close");
      }
      byte[] answer = read(length);
      if (last) {
        reconnect();
      }
      return answer;
    }

    private byte[] read(int length) throws IOException {
      if (length >= 0) {
        return in.readNBytes(length);
      }
      var body = new ByteArrayOutputStream();
      for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
        body.writeBytes(in.readNBytes(size));
        String _ = line();
      }
      String _ = line();
      return body.toByteArray();
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new EOFException();
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
