package io.chatdata.server.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The arguments of a tool: their JSON Schema, and how a record is made of what a caller gives. */
final class Arguments<A extends Record> {
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,9})?) ?s?");

  private final String tool;
  private final List<RecordComponent> components;
  private final Constructor<A> constructor;

  Arguments(String tool, Class<A> type) {
    this.tool = tool;
    components = List.of(type.getRecordComponents());
    try {
      constructor =
          type.getDeclaredConstructor(
              components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException("every record has its canonical constructor", e);
    }
  }

  /** JSON Schema, an object without further properties. */
  ObjectNode schema() {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (RecordComponent component : components) {
      Argument argument = argument(component);
      ObjectNode property = properties.putObject(name(component));
      if (component.getType() == int.class) {
        property.put("type", "integer").put("minimum", 1).put("maximum", argument.most());
      } else if (component.getType() == List.class) {
        property.put("type", "array").putObject("items").put("type", "string");
      } else {
        property.put("type", "string");
        if (component.getType().isEnum()) {
          names(component.getType().getEnumConstants()).forEach(property.putArray("enum")::add);
        }
      }
      property.put("description", argument.value());
      if (argument.required()) {
        required.add(name(component));
      }
    }
    return schema.put("additionalProperties", false);
  }

  /**
   * Makes the record.
   *
   * @throws ChatdataException INVALID_TOOL_CALL naming what is wrong and what is valid
   */
  A read(JsonNode given) {
    if (!given.isObject()) {
      throw invalid("takes its arguments as a JSON object", "");
    }
    List<String> names = components.stream().map(Arguments::name).toList();
    for (var field : given.properties()) {
      if (!names.contains(field.getKey())) {
        String valid = names.isEmpty() ? "it takes none" : "it has: " + String.join(", ", names);
        throw invalid("has no argument '%s'; %s".formatted(field.getKey(), valid), field.getKey());
      }
    }
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : components) {
      values.add(value(component, given.path(name(component))));
    }
    try {
      return constructor.newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object value(RecordComponent component, JsonNode given) {
    Argument argument = argument(component);
    String name = name(component);
    boolean absent = given.isMissingNode() || given.isNull();
    if (component.getType() == int.class) {
      return absent ? argument.standard() : number(name, argument, given);
    }
    if (component.getType() == Duration.class) {
      return absent ? Duration.ofSeconds(argument.standard()) : duration(name, argument, given);
    }
    if (component.getType() == List.class) {
      return absent ? List.of() : texts(name, given);
    }
    if (!absent && !given.isTextual()) {
      throw wrong(name, given, "it must be a text");
    }
    String text = absent ? "" : given.textValue();
    if (argument.required() && text.isEmpty()) {
      throw invalid("needs the argument %s".formatted(name), name);
    }
    return component.getType().isEnum()
        ? constant(name, component.getType().getEnumConstants(), text, given)
        : text;
  }

  private Object constant(String name, Object[] constants, String text, JsonNode given) {
    for (Object constant : constants) {
      if (text.isEmpty() || constant.toString().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw wrong(name, given, "it must be one of " + String.join(", ", names(constants)));
  }

  private int number(String name, Argument argument, JsonNode given) {
    if (!given.isNumber() || !given.canConvertToInt() || !given.canConvertToExactIntegral()) {
      throw wrong(name, given, "it must be a whole number up to " + argument.most());
    }
    int number = given.intValue();
    if (number < 0) {
      throw wrong(name, given, "the least is 1");
    }
    if (number > argument.most()) {
      throw wrong(name, given, "the most is " + argument.most());
    }
    return number == 0 ? argument.standard() : number;
  }

  private Duration duration(String name, Argument argument, JsonNode given) {
    Matcher seconds = SECONDS.matcher(given.asText());
    if (!seconds.matches()) {
      throw wrong(name, given, "it must be a number of seconds, such as \"10s\"");
    }
    Duration duration =
        Duration.ofNanos(new BigDecimal(seconds.group(1)).movePointRight(9).longValue());
    if (duration.compareTo(Duration.ofSeconds(argument.most())) > 0) {
      throw wrong(name, given, "the most is %ds".formatted(argument.most()));
    }
    return duration.isZero() ? Duration.ofSeconds(argument.standard()) : duration;
  }

  private List<String> texts(String name, JsonNode given) {
    if (!given.isArray() || !given.valueStream().allMatch(JsonNode::isTextual)) {
      throw wrong(name, given, "it must be a list of texts");
    }
    return given.valueStream().map(JsonNode::textValue).toList();
  }

  private ChatdataException wrong(String name, JsonNode given, String valid) {
    String text = given.toString();
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return invalid("can't take %s as %s; %s".formatted(shown, name, valid), name);
  }

  private ChatdataException invalid(String what, String name) {
    Problem problem = Problem.of(Reason.INVALID_TOOL_CALL, tool + " " + what);
    return (name.isEmpty() ? problem : problem.atField(name)).toException();
  }

  private static List<String> names(Object[] constants) {
    return Stream.of(constants).map(one -> one.toString().toLowerCase(Locale.ROOT)).toList();
  }

  private static Argument argument(RecordComponent component) {
    return component.getAnnotation(Argument.class);
  }

  /** The contract's spelling. */
  private static String name(RecordComponent component) {
    return CAPITAL
        .matcher(component.getName())
        .replaceAll(capital -> "_" + capital.group().toLowerCase(Locale.ROOT));
  }
}
