package io.chatdata.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Storable;
import java.sql.SQLException;
import java.sql.Types;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.postgresql.util.PGobject;

/** JSON values as jsonb. */
final class JsonArgumentFactory extends AbstractArgumentFactory<JsonNode> {
  JsonArgumentFactory() {
    super(Types.OTHER);
  }

  @Override
  protected Argument build(JsonNode value, ConfigRegistry config) {
    return (position, statement, context) -> statement.setObject(position, jsonb(value));
  }

  private static PGobject jsonb(JsonNode value) throws SQLException {
    var object = new PGobject();
    object.setType("jsonb");
    object.setValue(text(value));
    return object;
  }

  /** A value as PostgreSQL can store it. */
  static String text(JsonNode value) {
    String text = Json.write(value);
    boolean storable = !text.contains("\\u0000") && Storable.text(text).equals(text);
    return storable ? text : Json.write(Storable.json(value));
  }
}
