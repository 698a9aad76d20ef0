package io.chatdata.server.sql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last look at the fingerprint of a database's user code. While nobody has written anything
 * there since, it needs no second look, which is what takes PostgreSQL the longest of a quick
 * query.
 */
final class LastLook {
  /**
   * An expression for the moment of a look: which transactions had ended by then, of this start of
   * the server. Two looks with the same moment see the same. NULL on a standby, whose snapshots
   * don't name the transactions that are under way.
   */
  static final String MOMENT =
      """
      CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.concat_ws(' ',
        pg_catalog.txid_current_snapshot(),
        pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time())) END
      """;

  private volatile Look last = new Look(null, "", false);

  private record Look(@Nullable String moment, String fingerprint, boolean quiet) {}

  /** True where nobody wrote between the two last looks, so that the next may be spared. */
  boolean quiet() {
    return last.quiet;
  }

  /** True when nobody wrote since the last look, and it found this fingerprint. */
  boolean holds(@Nullable String moment, String fingerprint) {
    Look look = last;
    return moment != null && moment.equals(look.moment) && fingerprint.equals(look.fingerprint);
  }

  void saw(@Nullable String moment, String fingerprint) {
    last = new Look(moment, fingerprint, moment != null && Objects.equals(moment, last.moment));
  }
}
