package io.chatdata.gateway;

import com.google.gson.JsonElement;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the fields of a request message come from: those that the path has as variables from there,
 * the others from a JSON body or else from the query.
 *
 * @param prototype the message
 * @param body whether there is a body
 * @param extras fields of the gateway's own, which the message doesn't have
 */
record Input<Q extends Message>(Q prototype, boolean body, List<Extra> extras) {
  /**
   * A field of the gateway's own.
   *
   * @param bool true for a member of the body that is true or false, false for a text in the query
   */
  record Extra(String name, boolean bool, String description) {}

  /**
   * A request message that was read.
   *
   * @param given names of the fields that the body had
   * @param extras values of the gateway's own fields that were there
   */
  record Parsed<Q extends Message>(Q message, Set<String> given, Map<String, String> extras) {
    boolean isTrue(String extra) {
      return "true".equals(extras.get(extra));
    }
  }

  Input {
    extras = List.copyOf(extras);
  }

  static <Q extends Message> Input<Q> query(MethodDescriptor<Q, ?> rpc) {
    return new Input<>(prototype(rpc.getRequestMarshaller()), false, List.of());
  }

  static <Q extends Message> Input<Q> body(MethodDescriptor<Q, ?> rpc, Extra... extras) {
    return new Input<>(prototype(rpc.getRequestMarshaller()), true, List.of(extras));
  }

  /** The message that an rpc answers with. */
  static Descriptor response(MethodDescriptor<?, ? extends Message> rpc) {
    return prototype(rpc.getResponseMarshaller()).getDescriptorForType();
  }

  private static <M extends Message> M prototype(MethodDescriptor.Marshaller<M> marshaller) {
    return Objects.requireNonNull(((PrototypeMarshaller<M>) marshaller).getMessagePrototype());
  }

  Descriptor type() {
    return prototype.getDescriptorForType();
  }

  /**
   * Reads a request.
   *
   * @throws ProblemException with status 400, naming the field that can't be used
   */
  Parsed<Q> read(Exchange exchange) {
    Message.Builder builder = prototype.newBuilderForType();
    var given = new LinkedHashSet<String>();
    var values = new HashMap<String, String>();
    readQuery(exchange, builder, values);
    if (body) {
      JsonBody.of(exchange)
          .read((name, value) -> readMember(exchange, builder, given, values, name, value));
    }
    exchange
        .variables()
        .forEach((name, value) -> set(builder, type().findFieldByName(name), value));
    @SuppressWarnings("unchecked")
    Q message = (Q) builder.build();
    return new Parsed<>(message, given, values);
  }

  private void readQuery(Exchange exchange, Message.Builder builder, Map<String, String> values) {
    String query = exchange.rawQuery();
    if (query.isEmpty()) {
      return;
    }
    var seen = new TreeSet<String>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = decode(equals < 0 ? "" : pair.substring(equals + 1));
      FieldDescriptor field = type().findFieldByName(name);
      boolean extra = extras.stream().anyMatch(e -> !e.bool() && e.name().equals(name));
      if (!extra && !queryFields(exchange.variables().keySet()).contains(name)) {
        throw unknown("query parameter", name, exchange.variables().keySet()).toException();
      }
      if (!seen.add(name) && (extra || !field.isRepeated())) {
        throw Problem.field(name, name + " is given twice").toException();
      }
      if (extra) {
        values.put(name, value);
      } else {
        set(builder, field, value);
      }
    }
  }

  private void readMember(
      Exchange exchange,
      Message.Builder builder,
      Set<String> given,
      Map<String, String> values,
      String name,
      JsonElement value) {
    if (extras.stream().anyMatch(e -> e.bool() && e.name().equals(name))) {
      if (!value.isJsonNull()) {
        JsonFields.requireBoolean(name, value);
        values.put(name, value.getAsString());
      }
      return;
    }
    FieldDescriptor field = JsonFields.find(type(), name);
    if (field == null) {
      throw unknown("field", name, exchange.variables().keySet()).toException();
    }
    String inPath = exchange.variables().get(field.getName());
    if (inPath == null) {
      JsonFields.merge(builder, field, name, value);
      given.add(field.getName());
    } else if (!value.isJsonPrimitive() || !value.getAsString().equals(inPath)) {
      throw Problem.field(
              name,
              name + " is " + JsonFields.brief(value) + ", but the path says '" + inPath + "'")
          .toException();
    }
  }

  /** Names of the fields that the query may have. */
  Set<String> queryFields(Set<String> variables) {
    var names = new TreeSet<String>();
    if (!body) {
      type().getFields().forEach(field -> names.add(field.getName()));
      names.removeAll(variables);
    }
    extras.stream().filter(extra -> !extra.bool()).forEach(extra -> names.add(extra.name()));
    return names;
  }

  /** Names of the fields that the body may have. */
  Set<String> bodyFields(Set<String> variables) {
    var names = new LinkedHashSet<String>();
    if (body) {
      type().getFields().forEach(field -> names.add(field.getName()));
      names.removeAll(variables);
      extras.stream().filter(Extra::bool).forEach(extra -> names.add(extra.name()));
    }
    return names;
  }

  private Problem unknown(String kind, String name, Set<String> variables) {
    Set<String> valid = kind.equals("field") ? bodyFields(variables) : queryFields(variables);
    return Problem.field(
        name,
        "Unknown "
            + kind
            + " '"
            + name
            + "'; "
            + (valid.isEmpty()
                ? "there are none here"
                : "valid ones: " + String.join(", ", valid)));
  }

  private static String decode(String raw) {
    try {
      return Percent.decode(raw, true);
    } catch (IllegalArgumentException e) {
      throw Problem.field(raw, "The query: " + e.getMessage()).toException();
    }
  }

  private static void set(Message.Builder builder, FieldDescriptor field, String text) {
    Object value = JsonFields.scalar(field, text);
    if (field.isRepeated()) {
      builder.addRepeatedField(field, value);
    } else {
      builder.setField(field, value);
    }
  }
}
