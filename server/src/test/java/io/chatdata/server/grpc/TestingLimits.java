package io.chatdata.server.grpc;

import io.chatdata.server.turn.TurnLimits;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What turns may use: as the product's, to be varied by tests. Titles are asked for only where a
 * test says so: it knows each call that is made.
 */
final class TestingLimits {
  private static final TurnLimits PRODUCT = TurnLimits.DEFAULT;

  private Duration time = PRODUCT.time();
  private long tokens = PRODUCT.tokens();
  private int parallelTools = PRODUCT.parallelTools();
  private int running = PRODUCT.running();
  private int readers = PRODUCT.readers();
  private @Nullable BigDecimal costUsd = PRODUCT.costUsd();
  private boolean keepRaw = PRODUCT.keepRaw();
  private boolean modelTitles;
  private boolean logShapes = PRODUCT.logShapes();

  TestingLimits time(Duration value) {
    time = value;
    return this;
  }

  TestingLimits tokens(long most) {
    tokens = most;
    return this;
  }

  TestingLimits parallelTools(int most) {
    parallelTools = most;
    return this;
  }

  TestingLimits running(int most) {
    running = most;
    return this;
  }

  TestingLimits readers(int most) {
    readers = most;
    return this;
  }

  TestingLimits costUsd(String most) {
    costUsd = new BigDecimal(most);
    return this;
  }

  TestingLimits keepNothingRaw() {
    keepRaw = false;
    return this;
  }

  TestingLimits modelTitles() {
    modelTitles = true;
    return this;
  }

  TestingLimits logShapes() {
    logShapes = true;
    return this;
  }

  TurnLimits build() {
    return new TurnLimits(
        PRODUCT.rounds(),
        time,
        tokens,
        costUsd,
        parallelTools,
        running,
        readers,
        keepRaw,
        modelTitles,
        logShapes);
  }
}
