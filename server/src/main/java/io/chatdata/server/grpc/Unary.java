package io.chatdata.server.grpc;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** Answers a call with one message or its error. */
final class Unary {
  private Unary() {}

  static <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
    T answer;
    try {
      answer = work.get();
    } catch (RuntimeException e) {
      observer.onError(Errors.exception(e));
      return;
    }
    observer.onNext(answer);
    observer.onCompleted();
  }
}
