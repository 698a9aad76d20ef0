package io.chatdata.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.Message;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.Connection;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.GetResultResponse;
import io.chatdata.v1.GetTableInfoRequest;
import io.chatdata.v1.ListConnectionsRequest;
import io.chatdata.v1.ListTablesRequest;
import io.chatdata.v1.ListTablesResponse;
import io.chatdata.v1.Table;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;

/** The resources of MCP: the structure of each table, and the rows of results that are kept. */
final class McpResources {
  private static final String SCHEME = "chatdata://";
  private static final String RESULTS = "results";
  private static final String JSON = "application/json";
  private static final int PAGE = 1_000;

  private final Backend backend;

  McpResources(Backend backend) {
    this.backend = backend;
  }

  static JsonArray templates() {
    var templates = new JsonArray();
    templates.add(
        template(
            "{connection_id}/{schema}/{table}",
            "table",
            "A table's columns, keys, indexes and checks."));
    templates.add(template(RESULTS + "/{result_id}", "result", "The rows of a query's result."));
    return templates;
  }

  private static JsonObject template(String path, String name, String description) {
    var template = new JsonObject();
    template.addProperty("uriTemplate", SCHEME + path);
    template.addProperty("name", name);
    template.addProperty("description", description);
    template.addProperty("mimeType", JSON);
    return template;
  }

  static List<Connection> connections(Backend backend, McpCaller caller)
      throws InterruptedException {
    return caller
        .call(
            backend,
            DataServiceGrpc.getListConnectionsMethod(),
            ListConnectionsRequest.getDefaultInstance(),
            Backend.DATA)
        .getConnectionsList();
  }

  /** Writes a page of tables, all of one connection. */
  void list(JsonObject params, McpCaller caller, Utf8Buffer out) throws InterruptedException {
    Cursor at = params.has("cursor") ? Cursor.of(params) : new Cursor(0, "");
    List<Connection> connections = connections(backend, caller);
    var resources = new JsonArray();
    while (at.connection < connections.size() && resources.isEmpty()) {
      String connection = connections.get(at.connection).getId();
      ListTablesResponse page = page(connection, at.token, caller);
      page.getTablesList().forEach(table -> resources.add(resource(connection, table)));
      at =
          page.getNextPageToken().isEmpty()
              ? new Cursor(at.connection + 1, "")
              : new Cursor(at.connection, page.getNextPageToken());
    }
    McpServer.member("resources", resources, out);
    if (at.connection < connections.size()) {
      out.ascii("\"nextCursor\":").jsonString(at.text()).ascii(',');
    }
  }

  /** Tables of a connection; none when its first page can't be had, so that others' can. */
  private ListTablesResponse page(String connection, String token, McpCaller caller)
      throws InterruptedException {
    var request =
        ListTablesRequest.newBuilder().setConnectionId(connection).setPageToken(token).build();
    try {
      return caller.call(backend, DataServiceGrpc.getListTablesMethod(), request, Backend.DATA);
    } catch (ProblemException e) {
      if (token.isEmpty()) {
        return ListTablesResponse.getDefaultInstance();
      }
      throw McpException.of(McpException.INVALID_PARAMS, e.problem().detail());
    }
  }

  private static JsonObject resource(String connection, Table table) {
    var resource = new JsonObject();
    resource.addProperty(
        "uri",
        SCHEME
            + encoded(connection)
            + '/'
            + encoded(table.getSchema())
            + '/'
            + encoded(table.getName()));
    resource.addProperty("name", table.getSchema() + "." + table.getName());
    if (!table.getComment().isEmpty()) {
      resource.addProperty("description", table.getComment());
    }
    resource.addProperty("mimeType", JSON);
    return resource;
  }

  /** Writes what a resource holds. */
  void read(JsonObject params, McpEra era, McpCaller caller, Utf8Buffer out)
      throws InterruptedException {
    String uri = McpMessage.text(params, "uri", "a resource's URI");
    var contents = new JsonArray();
    try {
      List<String> path = path(uri);
      if (path.size() == 3) {
        contents.add(content(uri, table(path, caller)));
      } else if (path.size() == 2 && path.getFirst().equals(RESULTS)) {
        rows(uri, path.getLast(), caller, contents);
      } else {
        throw notFound(era, uri, "It is not of the form of any resource here");
      }
    } catch (ProblemException e) {
      Problem problem = e.problem();
      if (problem.status() == 400 || problem.status() == 404) {
        throw notFound(era, uri, problem.detail());
      }
      throw McpException.of(
          McpException.INTERNAL_ERROR, problem.detail() + " (" + problem.reason() + ")");
    }
    McpServer.member("contents", contents, out);
  }

  private Message table(List<String> path, McpCaller caller) throws InterruptedException {
    return caller.call(
        backend,
        DataServiceGrpc.getGetTableInfoMethod(),
        GetTableInfoRequest.newBuilder()
            .setConnectionId(path.get(0))
            .setSchema(path.get(1))
            .setTable(path.get(2))
            .build(),
        Backend.DATA);
  }

  private void rows(String uri, String id, McpCaller caller, JsonArray contents)
      throws InterruptedException {
    var request = GetResultRequest.newBuilder().setResultId(id).setPageSize(PAGE);
    do {
      GetResultResponse page =
          caller.call(backend, ChatServiceGrpc.getGetResultMethod(), request.build(), Backend.CHAT);
      contents.add(content(uri, page.getResult()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
  }

  private static JsonObject content(String uri, Message message) {
    var content = new JsonObject();
    content.addProperty("uri", uri);
    content.addProperty("mimeType", JSON);
    content.addProperty("text", new String(JsonPrinter.print(message), UTF_8));
    return content;
  }

  private static List<String> path(String uri) {
    if (!uri.startsWith(SCHEME)) {
      return List.of();
    }
    try {
      return List.of(uri.substring(SCHEME.length()).split("/", -1)).stream()
          .map(segment -> Percent.decode(segment, false))
          .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private static McpException notFound(McpEra era, String uri, String why) {
    var data = new JsonObject();
    data.addProperty("uri", uri);
    return McpException.of(
            era == McpEra.STATELESS ? McpException.INVALID_PARAMS : McpException.RESOURCE_NOT_FOUND,
            "There is no resource '" + uri + "': " + why)
        .with(data);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
  }

  /**
   * Where a page begins.
   *
   * @param connection which one, from 0
   * @param token of the page of its tables
   */
  private record Cursor(int connection, String token) {
    static Cursor of(JsonObject params) {
      try {
        String[] parts =
            Percent.utf8(Base64.getUrlDecoder().decode(params.get("cursor").getAsString()))
                .split(" ", 2);
        return new Cursor(Integer.parseUnsignedInt(parts[0]), parts[1]);
      } catch (RuntimeException e) {
        throw McpException.of(
            McpException.INVALID_PARAMS, "params.cursor is not one that was given out");
      }
    }

    String text() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((connection + " " + token).getBytes(UTF_8));
    }
  }
}
