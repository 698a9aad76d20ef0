package io.chatdata.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the configuration file. Each read names its key; {@link #end} refuses the keys that
 * nobody read. Messages name the key, the value and the fix.
 */
final class ConfigNode {
  private final JsonNode node;
  private final String path;
  private final Set<String> read = new HashSet<>();

  ConfigNode(JsonNode node, String path) {
    this.node = node;
    this.path = path;
    if (!node.isObject() && !node.isNull() && !node.isMissingNode()) {
      throw invalid("", node.toString(), "a mapping of keys to values is needed");
    }
  }

  @Nullable String text(String key) {
    JsonNode value = value(key);
    if (value == null) {
      return null;
    }
    if (value.isContainerNode()) {
      throw invalid(key, value.toString(), "one value is needed");
    }
    return value.asText();
  }

  String text(String key, String otherwise) {
    String value = text(key);
    return value == null ? otherwise : value;
  }

  String required(String key) {
    String value = text(key);
    if (value == null || value.isBlank()) {
      throw invalid(key, "", "it is needed");
    }
    return value;
  }

  boolean bool(String key, boolean otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw invalid(key, value.asText(), "true or false is needed");
    }
    return value.booleanValue();
  }

  int number(String key, int otherwise, int least, int most) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      throw invalid(
          key, value.asText(), "a whole number from %d to %d is needed".formatted(least, most));
    }
    return value.intValue();
  }

  /** A positive amount; null where none is given. */
  @Nullable BigDecimal amount(String key) {
    JsonNode value = value(key);
    if (value == null) {
      return null;
    }
    if (!value.isNumber() || value.decimalValue().signum() <= 0) {
      throw invalid(key, value.asText(), "a number above 0 is needed, such as 0.50");
    }
    return value.decimalValue();
  }

  /** A time such as 90s, 10m or 2h. */
  Duration duration(String key, Duration otherwise, Duration most) {
    String value = text(key);
    if (value == null) {
      return otherwise;
    }
    try {
      Duration duration = Duration.parse("PT" + value.strip().toUpperCase(Locale.ROOT));
      if (duration.isPositive() && duration.compareTo(most) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below.
    }
    throw invalid(
        key, value, "a time up to %ds is needed, such as 30s or 10m".formatted(most.toSeconds()));
  }

  <T> T as(String key, T otherwise, Function<String, T> parse, String needed) {
    String value = text(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return parse.apply(value);
    } catch (RuntimeException e) {
      throw invalid(key, value, needed);
    }
  }

  List<String> texts(String key) {
    JsonNode value = value(key);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray() || value.valueStream().anyMatch(JsonNode::isContainerNode)) {
      throw invalid(key, value.toString(), "a list of texts is needed, such as [a, b]");
    }
    return value.valueStream().map(JsonNode::asText).toList();
  }

  Map<String, String> map(String key) {
    ConfigNode mapping = child(key);
    Map<String, String> map = new TreeMap<>();
    mapping.node.fieldNames().forEachRemaining(name -> map.put(name, mapping.required(name)));
    return map;
  }

  ConfigNode child(String key) {
    JsonNode value = value(key);
    return new ConfigNode(
        value == null ? com.fasterxml.jackson.databind.node.MissingNode.getInstance() : value,
        path(key));
  }

  List<ConfigNode> children(String key) {
    JsonNode value = value(key);
    List<ConfigNode> children = new ArrayList<>();
    if (value == null) {
      return children;
    }
    if (!value.isArray()) {
      throw invalid(key, value.toString(), "a list is needed");
    }
    for (int i = 0; i < value.size(); i++) {
      children.add(new ConfigNode(value.get(i), path(key) + "[" + i + "]"));
    }
    return children;
  }

  boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** Refuses a setting that another one stands for: silence would look like obedience. */
  void refuse(String key, String instead) {
    if (has(key)) {
      throw invalid(key, "", instead);
    }
  }

  /** Refuses what was not read. */
  void end() {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!read.contains(key)) {
                throw invalid(
                    key,
                    "",
                    "there is no such setting here; known are "
                        + String.join(", ", read.stream().sorted().toList()));
              }
            });
  }

  ChatdataException invalid(String key, String value, String needed) {
    String name = path(key);
    return Problem.of(
            Reason.INVALID_FIELD,
            "chatdata.yaml: %s%s: %s"
                .formatted(
                    name.isEmpty() ? "the file" : name,
                    value.isEmpty() ? "" : " is '" + value + "'",
                    needed))
        .atField(name)
        .toException();
  }

  private @Nullable JsonNode value(String key) {
    read.add(key);
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  private String path(String key) {
    return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
  }
}
