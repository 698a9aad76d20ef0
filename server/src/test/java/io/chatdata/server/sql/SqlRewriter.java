package io.chatdata.server.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** What a client sends to PostgreSQL, message by message, with other SQL in it. */
final class SqlRewriter {
  private static final int SSL_REQUEST = 80_877_103;
  private static final int GSS_REQUEST = 80_877_104;

  private final DataInputStream in;
  private final DataOutputStream out;
  private final UnaryOperator<String> rewrite;
  private boolean started;

  SqlRewriter(InputStream in, OutputStream out, UnaryOperator<String> rewrite) {
    this.in = new DataInputStream(new BufferedInputStream(in));
    this.out = new DataOutputStream(new BufferedOutputStream(out));
    this.rewrite = rewrite;
  }

  /** Passes the next message on, or swallows it; false at the end. */
  boolean pass(BooleanSupplier passes) throws IOException {
    // What begins a connection has no type.
    int type = started ? in.read() : 0;
    if (type < 0) {
      return false;
    }
    byte[] body = in.readNBytes(in.readInt() - 4);
    if (!started) {
      int code = new DataInputStream(new java.io.ByteArrayInputStream(body)).readInt();
      started = code != SSL_REQUEST && code != GSS_REQUEST;
    }
    if (type == 'P') {
      body = parse(body);
    }
    if (passes.getAsBoolean()) {
      if (type != 0) {
        out.writeByte(type);
      }
      out.writeInt(body.length + 4);
      out.write(body);
      if (in.available() == 0) {
        out.flush();
      }
    }
    return true;
  }

  /** A statement's name, its SQL, and the types of its parameters. */
  private byte[] parse(byte[] body) {
    int name = end(body, 0);
    int sql = end(body, name);
    var rewritten = new ByteArrayOutputStream();
    rewritten.write(body, 0, name);
    rewritten.writeBytes(
        rewrite.apply(new String(body, name, sql - 1 - name, UTF_8)).getBytes(UTF_8));
    rewritten.write(body, sql - 1, body.length - sql + 1);
    return rewritten.toByteArray();
  }

  /** Where the text that begins there is over. */
  private static int end(byte[] body, int from) {
    int at = from;
    while (body[at] != 0) {
      at++;
    }
    return at + 1;
  }
}
