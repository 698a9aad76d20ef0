package io.chatdata.server.sql;

import java.util.List;

/**
 * A name that a statement uses.
 *
 * @param parts unquoted and folded as PostgreSQL does, the schema first
 * @param offset where it stands in the person's own text
 * @param quoted true when the last part stands in quotes
 */
record Name(List<String> parts, int offset, boolean quoted) {
  Name {
    parts = List.copyOf(parts);
  }

  String last() {
    return parts.getLast();
  }

  /** The part before the last; empty when there is none. */
  String qualifier() {
    return parts.size() == 1 ? "" : parts.get(parts.size() - 2);
  }

  @Override
  public String toString() {
    return String.join(".", parts);
  }
}
