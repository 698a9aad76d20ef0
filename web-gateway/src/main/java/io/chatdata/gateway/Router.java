package io.chatdata.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds the route of a request. */
final class Router {
  private record Entry(List<String> segments, List<String> methods, Route route) {}

  /**
   * A route that a request belongs to.
   *
   * @param variables the path's variables, decoded
   */
  record Match(Route route, Map<String, String> variables) {}

  private final List<Entry> entries;

  /**
   * @param routes where several match a path, the first one counts
   */
  Router(List<Route> routes) {
    entries =
        routes.stream().map(route -> new Entry(route.segments(), route.methods(), route)).toList();
  }

  List<Route> routes() {
    return entries.stream().map(Entry::route).toList();
  }

  /**
   * Finds a request's route.
   *
   * @param path as it was sent, still percent-encoded, without the query; a slash inside a variable
   *     is %2F
   * @throws ProblemException with status 404 or 405
   */
  Match match(String method, String path) {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    var allowed = new TreeSet<String>();
    for (Entry entry : entries) {
      if (!fits(entry.segments, segments)) {
        continue;
      }
      if (entry.methods.contains(method)) {
        return new Match(entry.route, variables(entry.segments, segments));
      }
      allowed.addAll(entry.methods);
    }
    if (allowed.isEmpty()) {
      throw Problem.of(
              404,
              GatewayReason.PATH_NOT_FOUND,
              "No such path: " + path + "; GET /openapi describes all paths")
          .toException();
    }
    String allow = String.join(", ", allowed);
    throw Problem.of(
            405,
            GatewayReason.METHOD_NOT_ALLOWED,
            method + " is not allowed on " + path + "; allowed: " + allow)
        .with("allow", allow)
        .toException();
  }

  private static boolean fits(List<String> pattern, List<String> segments) {
    int size = pattern.size();
    boolean open = pattern.getLast().equals("*");
    if (open ? segments.size() < size : segments.size() != size) {
      return false;
    }
    for (int i = 0; i < (open ? size - 1 : size); i++) {
      boolean same =
          isVariable(pattern.get(i))
              ? !segments.get(i).isEmpty()
              : pattern.get(i).equals(segments.get(i));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> variables(List<String> pattern, List<String> segments) {
    var variables = new HashMap<String, String>();
    for (int i = 0; i < pattern.size(); i++) {
      if (isVariable(pattern.get(i))) {
        String name = pattern.get(i).substring(1, pattern.get(i).length() - 1);
        try {
          variables.put(name, Percent.decode(segments.get(i), false));
        } catch (IllegalArgumentException e) {
          throw Problem.field(name, name + " in the path: " + e.getMessage()).toException();
        }
      }
    }
    if (pattern.getLast().equals("*")) {
      var rest = new ArrayList<>(segments.subList(pattern.size() - 1, segments.size()));
      variables.put("*", String.join("/", rest));
    }
    return variables;
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }
}
