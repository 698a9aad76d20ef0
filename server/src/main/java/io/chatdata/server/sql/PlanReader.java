package io.chatdata.server.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What EXPLAIN (VERBOSE, FORMAT JSON) says of a statement: the functions that it really calls,
 * views and policies included, and what PostgreSQL expects it to cost.
 *
 * @param cost in the planner's units
 * @param calls functions in the order in which they are met
 */
record PlanReader(double cost, Set<Name> calls) {
  /** Keys whose texts are names, words of EXPLAIN's own, or a foreign server's SQL. */
  private static final Set<String> NO_EXPRESSIONS =
      Set.of(
          "Node Type",
          "Strategy",
          "Partial Mode",
          "Parent Relationship",
          "Subplan Name",
          "Join Type",
          "Scan Direction",
          "Index Name",
          "Relation Name",
          "Schema",
          "Alias",
          "Function Name",
          "Table Function Name",
          "CTE Name",
          "Tuplestore Name",
          "Command",
          "Operation",
          "Custom Plan Provider",
          "Remote SQL");

  PlanReader {
    calls = Set.copyOf(calls);
  }

  /** Reads the one value that EXPLAIN returns. */
  static PlanReader read(String json) {
    JsonNode plan = Json.parse(json).path(0).path("Plan");
    Set<Name> calls = new LinkedHashSet<>();
    List<JsonNode> rest = new ArrayList<>(List.of(plan));
    while (!rest.isEmpty()) {
      JsonNode node = rest.removeLast();
      if (node.isTextual()) {
        calls(node.textValue(), calls);
      } else if (node.isObject()) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
          if (!NO_EXPRESSIONS.contains(field.getKey())) {
            rest.add(field.getValue());
          }
        }
      } else {
        node.forEach(rest::add);
      }
    }
    return new PlanReader(plan.path("Total Cost").asDouble(), calls);
  }

  /**
   * Finds names that a bracket follows at once, outside literals. Keywords that PostgreSQL writes
   * so are no names, for it would quote a function of that name; neither are types.
   */
  private static void calls(String text, Set<Name> calls) {
    WordReader words = new WordReader(text);
    while (words.next()) {
      if (words.isFollowedBy('(') && !words.isType() && !words.isKeyword()) {
        calls.add(new Name(words.name(), 0, false));
      }
    }
  }
}
