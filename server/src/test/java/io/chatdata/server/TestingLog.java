package io.chatdata.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Takes what loggers write, with all that belongs to it, so that a test can look at it and what it
 * provokes on purpose doesn't look like trouble.
 */
public final class TestingLog implements AutoCloseable {
  private final Logger logger;
  private final @Nullable Level level;
  private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private TestingLog(String name, Level level) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    logger = context.getLogger(name);
    this.level = logger.getLevel();
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%level %logger{0} %msg %kvp{DOUBLE} %mdc%n%ex{full}");
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(bytes);
    appender.start();
    logger.addAppender(appender);
    logger.setAdditive(false);
    logger.setLevel(level);
  }

  /** Takes what one class logs. */
  public static TestingLog of(Class<?> type) {
    return of(type.getName(), Level.INFO);
  }

  /** Takes what a package's classes log, from a level on. */
  public static TestingLog of(String name, Level level) {
    return new TestingLog(name, level);
  }

  /** Takes everything that is logged anywhere, from a level on. */
  public static TestingLog ofAll(Level level) {
    return new TestingLog(org.slf4j.Logger.ROOT_LOGGER_NAME, level);
  }

  public String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The lines that hold a text. */
  public List<String> lines(String text) {
    return text().lines().filter(line -> line.contains(text)).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setAdditive(true);
    logger.setLevel(level);
    appender.stop();
  }
}
