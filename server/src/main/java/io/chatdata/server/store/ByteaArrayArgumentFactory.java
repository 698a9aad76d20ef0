package io.chatdata.server.store;

import java.sql.Types;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/** Arrays of byte strings as bytea[]; JDBI's own arrays hold single values only. */
final class ByteaArrayArgumentFactory extends AbstractArgumentFactory<byte[][]> {
  ByteaArrayArgumentFactory() {
    super(Types.ARRAY);
  }

  @Override
  protected Argument build(byte[][] value, ConfigRegistry config) {
    return (position, statement, context) ->
        statement.setArray(position, statement.getConnection().createArrayOf("bytea", value));
  }
}
