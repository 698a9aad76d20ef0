package io.chatdata.telemetry;

import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work in a trace. It says what was done, how long that took and how it ended: names
 * from the code and the configuration, ids, codes and counts. It never says what was asked or
 * answered, and has no SQL, no row and no key.
 *
 * <p>While work is done within a span, that is the thread's current one, and the spans that begin
 * there are its children. Where nothing is traced there is none, and all of this does nothing else
 * than the work.
 */
public abstract sealed class Span permits NoSpan, RecordedSpan {
  private static final ScopedValue<Span> CURRENT = ScopedValue.newInstance();

  /** Which side of a call it is. */
  public enum Kind {
    SERVER,
    CLIENT,
    INTERNAL
  }

  /** Work that may say more of its span. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object, X extends Throwable> {
    T within(Span span) throws X;
  }

  Span() {}

  /** No span: nothing is traced. */
  public static Span none() {
    return NoSpan.NONE;
  }

  /** This thread's; {@link #none()} where nothing is traced. */
  public static Span current() {
    return CURRENT.orElse(NoSpan.NONE);
  }

  /** Does work in a new child of the current span. */
  public static <T extends @Nullable Object, X extends Throwable> T child(
      String name, Kind kind, Work<T, X> work) throws X {
    return current().child(name, kind).over(work);
  }

  /** Begins a child, which its maker ends. */
  public abstract Span child(String name, Kind kind);

  public abstract Span name(String name);

  /**
   * Says something of it.
   *
   * @param value a number, a list of texts or something with a name
   */
  public abstract Span set(String attribute, Object value);

  /**
   * Says that what it did failed. The first time counts.
   *
   * @param code why, in a word that is not made of data
   */
  public abstract void fail(String code);

  public abstract void end();

  /** Its ids as the log has them, trace_id and span_id; empty for none. */
  public abstract Map<String, String> ids();

  /** Gives what another program needs to go on with the trace: headers and their values. */
  public abstract void inject(BiConsumer<String, String> header);

  /** Whether there is nothing to be said of it. */
  public boolean isNone() {
    return this == NoSpan.NONE;
  }

  /** Does work within it, on any thread, and ends it. */
  public final <T extends @Nullable Object, X extends Throwable> T over(Work<T, X> work) throws X {
    try {
      return call(() -> work.within(this));
    } catch (Throwable e) {
      fail(e.getClass().getName());
      throw e;
    } finally {
      end();
    }
  }

  /** Does work within it, on any thread. */
  public final <T extends @Nullable Object, X extends Throwable> T call(
      ScopedValue.CallableOp<T, X> work) throws X {
    return isNone() ? work.call() : ScopedValue.where(CURRENT, this).call(work);
  }

  /** Does work within it, on any thread. */
  public final void run(Runnable work) {
    call(
        () -> {
          work.run();
          return this;
        });
  }
}
