package io.chatdata.server.grpc;

import io.chatdata.server.base.Worker;
import io.chatdata.server.sql.TestingProxy;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Fences servers and takes the store from them, one after the other, until it is closed. */
final class RandomFaults implements AutoCloseable {
  private final List<TestingServer> servers;
  private final List<TestingProxy> proxies;
  private final Random random;
  private final Worker worker = new Worker("faults", this::make);

  RandomFaults(List<TestingServer> servers, List<TestingProxy> proxies, long seed) {
    this.servers = servers;
    this.proxies = proxies;
    this.random = new Random(seed);
    worker.start();
  }

  private void make(Worker making) {
    while (!making.isClosed()) {
      LockSupport.parkNanos(50_000_000 + random.nextInt(200_000_000));
      int victim = random.nextInt(servers.size());
      switch (random.nextInt(3)) {
        case 0 ->
            servers
                .get(victim)
                .storeDatabase
                .run(
                    "update chatdata.servers set fenced = true where id = '%s'"
                        .formatted(servers.get(victim).store.lease().me()));
        case 1 -> {
          proxies.get(victim).loseReplies();
          LockSupport.parkNanos(random.nextInt(100_000_000));
          proxies.get(victim).mend();
        }
        default -> {
          proxies.get(victim).cut();
          LockSupport.parkNanos(random.nextInt(300_000_000));
          proxies.get(victim).mend();
        }
      }
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
