package io.chatdata.server.explorer;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An argument of a tool, on a component of its record: a String, an int, a Duration, an enum or a
 * list of Strings. One that is left out, null, empty or 0 has its default; an enum's is its first
 * constant.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Argument {
  /** What it means, for a model. */
  String value();

  /** A call without it is refused. */
  boolean required() default false;

  /** The default of a number; of a duration in seconds. */
  int standard() default 0;

  /** The most of a number; of a duration in seconds. */
  int most() default 0;
}
