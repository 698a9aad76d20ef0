package io.chatdata.e2e.bench;

/** Reads an answer of HTTP/1.1 as it comes, and gives its body, without its framing, to stamps. */
final class HttpBody {
  private final Stamps stamps;
  private final StringBuilder line = new StringBuilder();
  private Part part = Part.STATUS;
  private int status;
  private boolean chunked;
  private long left = Long.MAX_VALUE;

  private enum Part {
    STATUS,
    HEADER,
    SIZE,
    BODY,
    AFTER_CHUNK,
    LAST,
    END
  }

  HttpBody(Stamps stamps) {
    this.stamps = stamps;
  }

  int status() {
    return status;
  }

  boolean isAtEnd() {
    return part == Part.END;
  }

  void read(byte[] bytes, int end) {
    for (int i = 0; i < end && part != Part.END; ) {
      if (part == Part.BODY) {
        int size = (int) Math.min(left, end - i);
        stamps.read(bytes, i, i + size);
        i += size;
        left -= size;
        if (left == 0) {
          part = chunked ? Part.AFTER_CHUNK : Part.END;
        }
      } else {
        byte next = bytes[i++];
        if (next == '\n') {
          line(line.toString());
          line.setLength(0);
        } else if (next != '\r') {
          line.append((char) next);
        }
      }
    }
  }

  private void line(String text) {
    switch (part) {
      case STATUS -> {
        status = Integer.parseInt(text.split(" ", 3)[1]);
        part = Part.HEADER;
      }
      case HEADER -> header(text.toLowerCase(java.util.Locale.ROOT));
      case SIZE -> {
        left = Long.parseLong(text.split(";", 2)[0].strip(), 16);
        part = left == 0 ? Part.LAST : Part.BODY;
      }
      case AFTER_CHUNK -> part = Part.SIZE;
      case LAST -> part = text.isEmpty() ? Part.END : Part.LAST;
      case BODY, END -> {}
    }
  }

  private void header(String text) {
    if (text.isEmpty()) {
      part = chunked ? Part.SIZE : Part.BODY;
    } else if (text.startsWith("content-length:")) {
      left = Long.parseLong(text.substring("content-length:".length()).strip());
    } else {
      chunked |= text.equals("transfer-encoding: chunked");
    }
  }
}
