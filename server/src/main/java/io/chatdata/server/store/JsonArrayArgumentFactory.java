package io.chatdata.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Types;
import java.util.Arrays;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/** Arrays of JSON values as jsonb[]. */
final class JsonArrayArgumentFactory extends AbstractArgumentFactory<JsonNode[]> {
  JsonArrayArgumentFactory() {
    super(Types.ARRAY);
  }

  @Override
  protected Argument build(JsonNode[] value, ConfigRegistry config) {
    return (position, statement, context) ->
        statement.setArray(
            position,
            statement
                .getConnection()
                .createArrayOf(
                    "jsonb",
                    Arrays.stream(value).map(JsonArgumentFactory::text).toArray(String[]::new)));
  }
}
