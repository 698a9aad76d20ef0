package io.chatdata.server.sql;

import java.util.List;

/** What the guard decides of a statement by its text and the catalog. */
sealed interface Verdict {
  /**
   * It may run.
   *
   * @param wall the last wall that it passed
   * @param canonicalSql the text that was validated; this and nothing else is sent
   * @param source leads back to the caller's own text
   * @param tables tables it reads, each as schema.name
   * @param aggregates true when each of its rows stands for many
   * @param columns how many each row has; -1 when the text doesn't tell
   */
  record Allowed(
      int wall,
      String canonicalSql,
      SourceMap source,
      List<String> tables,
      boolean aggregates,
      int columns)
      implements Verdict {
    public Allowed {
      tables = List.copyOf(tables);
    }
  }

  /**
   * It may not.
   *
   * @param wall the wall that refused it
   * @param rule short name of the rule
   * @param message what was wrong and how to write it instead
   * @param offset where in the caller's own text, in UTF-16 units from 0; -1 when not known
   * @param canonicalSql empty when refused before it was made
   * @param byCatalog true when a newer catalog might allow it: it names what is not in this one
   */
  record Refused(
      int wall, String rule, String message, int offset, String canonicalSql, boolean byCatalog)
      implements Verdict {}

  /** Leads from an offset in the canonical text to one in the caller's own, in UTF-16 units. */
  interface SourceMap {
    int sourceOffset(int canonicalOffset);
  }
}
