package io.chatdata.server;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.sql.GuardReport;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Starts the server, checks what it would start with, migrates or copies the store, or measures the
 * guard.
 */
public final class Main {
  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(start(arguments, System.getenv(), System.out, System.err));
  }

  /** Returns when the server has stopped, or what was asked for is done; the exit status. */
  static int start(
      String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    try {
      Options options = Options.parse(arguments);
      return switch (options.mode()) {
        case SERVE -> serve(ConfigReader.read(options, environment));
        case GUARD_REPORT -> GuardReport.print(options.corpus(), out) ? 0 : FAILED;
        case CHECK -> new Doctor(options, environment, out).check() ? 0 : FAILED;
        case MIGRATE, MIGRATE_CHECK, MIGRATE_SQL ->
            MigrateCommand.execute(options.mode(), ConfigReader.read(options, environment), out);
        case EXPORT, IMPORT ->
            CopyCommand.execute(options, ConfigReader.read(options, environment), out);
      };
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.print(Options.USAGE);
      return WRONG_USAGE;
    } catch (ChatdataException e) {
      err.println(e.getMessage());
      return FAILED;
    }
  }

  private static int serve(ServerConfig config) {
    Wiring wiring = Wiring.start(config, Clock.systemUTC());
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(
                    () -> {
                      log.info("Stopping");
                      wiring.close();
                      stopped.countDown();
                    }));
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
