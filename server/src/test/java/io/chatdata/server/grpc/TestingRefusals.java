package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.ResourceInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** A table of calls that are to be refused, a test each. */
final class TestingRefusals {
  private final List<DynamicTest> tests = new ArrayList<>();

  void invalid(String reason, String field, String words, Executable call) {
    refused(reason, Code.INVALID_ARGUMENT, field, words, call);
  }

  void pageToken(Executable call) {
    invalid("INVALID_PAGE_TOKEN", "page_token", "start again without it", call);
  }

  /** Nothing has this id; a ResourceInfo names it. */
  void notFound(String reason, String id, Executable call) {
    refused(reason, Code.NOT_FOUND, "", id, call);
  }

  /**
   * A call and how it is to be refused.
   *
   * @param field that is to blame; empty where none is
   * @param words that are in the message
   */
  void refused(String reason, Code code, String field, String words, Executable call) {
    tests.add(
        DynamicTest.dynamicTest(
            "%d %s %s %s".formatted(tests.size(), reason, field, words),
            () -> check(reason, code, field, words, call)));
  }

  private static void check(String reason, Code code, String field, String words, Executable call) {
    StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, call);
    assertEquals(code, failure.getStatus().getCode(), failure::toString);
    ErrorInfo info = TestingErrors.detail(failure, ErrorInfo.class).orElseThrow();
    assertEquals(List.of(reason, "chatdata"), List.of(info.getReason(), info.getDomain()));
    String message = String.valueOf(failure.getStatus().getDescription());
    assertTrue(message.contains(words), message);
    assertEquals(
        field.isEmpty() ? List.of() : List.of(field),
        TestingErrors.detail(failure, BadRequest.class).stream()
            .flatMap(request -> request.getFieldViolationsList().stream())
            .map(BadRequest.FieldViolation::getField)
            .toList());
    String resource =
        TestingErrors.detail(failure, ResourceInfo.class)
            .map(ResourceInfo::getResourceName)
            .orElse("");
    assertEquals(code == Code.NOT_FOUND, !resource.isEmpty());
    assertTrue(message.contains(resource) || resource.contains("…"), resource);
  }

  Stream<DynamicTest> tests() {
    return tests.stream();
  }
}
