package io.chatdata.server.grpc;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.chatdata.server.base.Problem;
import io.chatdata.v1.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an error small enough to arrive. It travels in the trailers, of which most clients take 8
 * KiB, and its message is there twice: as text, and in the Base64 of the details.
 */
final class TrailerLimit {
  /** Leaves room for the other trailers. */
  private static final int MOST_BYTES = 7 * 1024;

  private static final List<Integer> TEXTS = List.of(Integer.MAX_VALUE, 400, 80);
  private static final int MOST_LISTED = 10;

  private TrailerLimit() {}

  /** The status of a problem, its texts cut in their middle where they are too long. */
  static Status status(Problem problem, @Nullable Receipt receipt) {
    Status status = Status.getDefaultInstance();
    for (int most : TEXTS) {
      Status.Builder builder = Errors.status(cut(problem, most)).toBuilder();
      if (receipt != null) {
        builder.addDetails(Any.pack(cut(receipt, most)));
      }
      status = builder.build();
      if (bytes(status) <= MOST_BYTES) {
        return status;
      }
    }
    return status;
  }

  private static Problem cut(Problem problem, int most) {
    Map<String, String> metadata = new TreeMap<>();
    problem.metadata().forEach((name, value) -> metadata.put(name, cut(value, most)));
    return new Problem(
        problem.reason(),
        cut(problem.message(), most),
        metadata,
        problem.field(),
        problem.retryAfter());
  }

  private static Receipt cut(Receipt receipt, int most) {
    Receipt.Builder builder =
        receipt.toBuilder()
            .setMessage(cut(receipt.getMessage(), most))
            .setCanonicalSql(cut(receipt.getCanonicalSql(), most));
    if (most < Integer.MAX_VALUE) {
      builder
          .clearTables()
          .addAllTables(receipt.getTablesList().stream().limit(MOST_LISTED).toList())
          .clearWarnings()
          .addAllWarnings(
              receipt.getWarningsList().stream()
                  .limit(MOST_LISTED)
                  .map(warning -> cut(warning, most))
                  .toList());
    }
    return builder.build();
  }

  /** Its beginning and its end: what is wrong, and what to do. */
  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most / 2;
    int start = text.length() - most / 2;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    if (Character.isLowSurrogate(text.charAt(start))) {
      start++;
    }
    return text.substring(0, end) + "…" + text.substring(start);
  }

  private static int bytes(Status status) {
    int bytes = status.getSerializedSize() * 4 / 3;
    for (byte b : status.getMessage().getBytes(StandardCharsets.UTF_8)) {
      // All but printable ASCII is percent-encoded.
      bytes += b >= ' ' && b <= '~' && b != '%' ? 1 : 3;
    }
    return bytes;
  }
}
