package io.chatdata.gateway;

/** Answers the requests of a route. */
@FunctionalInterface
interface Handler {
  /**
   * Sends the response.
   *
   * @throws ProblemException when the answer is an error
   * @throws io.grpc.StatusRuntimeException what an rpc ended with, which becomes one
   */
  void handle(Exchange exchange) throws InterruptedException;
}
