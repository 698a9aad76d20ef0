package io.chatdata.server.explorer;

/**
 * A tool.
 *
 * @param <A> its arguments: a record whose components are the contract's argument names in camel
 *     case, each with an {@link Argument}
 */
interface Tool<A extends Record> {
  /** Name in the contract, such as list_tables. */
  String name();

  /** What it does and when to use it, for a model. */
  String description();

  Class<A> arguments();

  /**
   * Does it.
   *
   * @throws io.chatdata.server.base.ChatdataException where it can't
   */
  ToolOutcome call(A arguments, ToolContext context);
}
