package io.chatdata.server.turn;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** Whether memory is short: whether a garbage collection left most of it in use. */
final class Heap {
  private static final double MOST = 0.85;

  private static final List<MemoryPoolMXBean> POOLS =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .filter(MemoryPoolMXBean::isCollectionUsageThresholdSupported)
          .filter(pool -> pool.getUsage().getMax() > 0)
          .toList();

  static {
    POOLS.forEach(
        pool -> pool.setCollectionUsageThreshold((long) (MOST * pool.getUsage().getMax())));
  }

  private Heap() {}

  static boolean isShort() {
    return POOLS.stream().anyMatch(MemoryPoolMXBean::isCollectionUsageThresholdExceeded);
  }
}
