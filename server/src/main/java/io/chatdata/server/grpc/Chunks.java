package io.chatdata.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.chatdata.log.v1.LogChunk;
import io.chatdata.log.v1.LogEntry;
import java.util.List;

/** Reads pieces of the log. */
final class Chunks {
  private Chunks() {}

  static List<LogEntry> entries(byte[] events) {
    try {
      return LogChunk.parseFrom(events).getEntriesList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the log can't be read", e);
    }
  }
}
