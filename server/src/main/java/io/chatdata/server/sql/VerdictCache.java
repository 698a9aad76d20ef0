package io.chatdata.server.sql;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts of late under one catalog: a statement that is sent again need not be read again.
 */
final class VerdictCache {
  private static final int MAX_STATEMENTS = 512;

  /** Longer statements are not kept, so that a full cache takes a few MB at most. */
  private static final int MAX_LENGTH = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Verdict> verdicts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verdict> eldest) {
          return size() > MAX_STATEMENTS;
        }
      };
  private @Nullable KnownNames names;

  /** The verdict that is known, or the one that is made now. */
  Verdict get(String sql, Catalog catalog, Function<KnownNames, Verdict> make) {
    KnownNames current;
    lock.lock();
    try {
      if (names == null || names.catalog() != catalog) {
        names = new KnownNames(catalog);
        verdicts.clear();
      }
      current = names;
      Verdict known = verdicts.get(sql);
      if (known != null) {
        return known;
      }
    } finally {
      lock.unlock();
    }
    Verdict made = make.apply(current);
    if (sql.length() <= MAX_LENGTH) {
      lock.lock();
      try {
        if (names == current) {
          verdicts.put(sql, made);
        }
      } finally {
        lock.unlock();
      }
    }
    return made;
  }
}
