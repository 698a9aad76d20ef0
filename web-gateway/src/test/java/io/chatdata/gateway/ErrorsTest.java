package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.ListModelsResponse;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.Verdict;
import io.grpc.protobuf.StatusProto;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an rpc ends with becomes a problem. */
class ErrorsTest {
  private static final String MODELS = "/api/v1/chat/models";

  private static TestingGateway testing;

  @BeforeAll
  static void start() {
    testing = new TestingGateway();
  }

  @AfterAll
  static void stop() {
    testing.close();
  }

  private static HttpResponse<String> failure(Status status) throws Exception {
    testing.server.fail(
        ChatServiceGrpc.getListModelsMethod(), StatusProto.toStatusRuntimeException(status));
    HttpResponse<String> response = testing.get(MODELS);
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElse(""));
    return response;
  }

  private static Any info(String reason) {
    return Any.pack(ErrorInfo.newBuilder().setReason(reason).setDomain("chatdata").build());
  }

  @ParameterizedTest
  @CsvSource({
    "CANCELLED,499",
    "UNKNOWN,500",
    "INVALID_ARGUMENT,400",
    "DEADLINE_EXCEEDED,504",
    "NOT_FOUND,404",
    "ALREADY_EXISTS,409",
    "PERMISSION_DENIED,403",
    "RESOURCE_EXHAUSTED,429",
    "FAILED_PRECONDITION,400",
    "ABORTED,409",
    "OUT_OF_RANGE,400",
    "UNIMPLEMENTED,501",
    "INTERNAL,500",
    "UNAVAILABLE,503",
    "DATA_LOSS,500",
    "UNAUTHENTICATED,401"
  })
  void eachCodeHasItsStatus(Code code, int status) throws Exception {
    HttpResponse<String> response =
        failure(
            Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage("what was wrong")
                .addDetails(info("SOME_REASON"))
                .build());
    assertEquals(status, response.statusCode());
    JsonObject problem = TestingGateway.json(response);
    assertEquals("about:blank", problem.get("type").getAsString());
    assertEquals(Problem.title(status), problem.get("title").getAsString());
    assertEquals(status, problem.get("status").getAsInt());
    assertEquals("what was wrong", problem.get("detail").getAsString());
    assertEquals("SOME_REASON", problem.get("reason").getAsString());
    assertFalse(response.headers().firstValue("Retry-After").isPresent());
  }

  @Test
  void aRunningTurnIsAConflictThatNamesIt() throws Exception {
    HttpResponse<String> response =
        failure(
            Status.newBuilder()
                .setCode(Code.FAILED_PRECONDITION_VALUE)
                .addDetails(
                    Any.pack(
                        ErrorInfo.newBuilder()
                            .setReason("TURN_RUNNING")
                            .putMetadata("turn_id", TestingEvents.TURN)
                            .build()))
                .build());
    assertEquals(409, response.statusCode());
    JsonObject problem = TestingGateway.json(response);
    assertEquals("TURN_RUNNING", problem.get("reason").getAsString());
    assertEquals(
        TestingEvents.TURN, problem.getAsJsonObject("metadata").get("turn_id").getAsString());
  }

  @Test
  void waitingIsSaidInWholeSeconds() throws Exception {
    Any retry = Any.pack(RetryInfo.newBuilder().setRetryDelay(Durations.fromMillis(1200)).build());
    HttpResponse<String> exhausted =
        failure(
            Status.newBuilder()
                .setCode(Code.RESOURCE_EXHAUSTED_VALUE)
                .addDetails(info("OVERLOADED"))
                .addDetails(retry)
                .build());
    assertEquals(429, exhausted.statusCode());
    assertEquals("2", exhausted.headers().firstValue("Retry-After").orElse(""));
    HttpResponse<String> unavailable =
        failure(
            Status.newBuilder()
                .setCode(Code.UNAVAILABLE_VALUE)
                .addDetails(info("STORE_UNAVAILABLE"))
                .addDetails(retry)
                .build());
    assertEquals(503, unavailable.statusCode());
    assertEquals("2", unavailable.headers().firstValue("Retry-After").orElse(""));
    assertEquals("STORE_UNAVAILABLE", TestingGateway.json(unavailable).get("reason").getAsString());
    assertEquals(2, TestingGateway.json(unavailable).get("retry_after").getAsInt());
  }

  @Test
  void blamedFieldsAndTheRequestsIdAreShown() throws Exception {
    HttpResponse<String> response =
        failure(
            Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT_VALUE)
                .setMessage("page_size is 5000; the most is 200")
                .addDetails(info("INVALID_FIELD"))
                .addDetails(
                    Any.pack(
                        BadRequest.newBuilder()
                            .addFieldViolations(
                                BadRequest.FieldViolation.newBuilder()
                                    .setField("page_size")
                                    .setDescription("the most is 200"))
                            .build()))
                .addDetails(Any.pack(RequestInfo.newBuilder().setRequestId("r-7").build()))
                .build());
    JsonObject problem = TestingGateway.json(response);
    JsonObject violation = problem.getAsJsonArray("violations").get(0).getAsJsonObject();
    assertEquals("page_size", violation.get("field").getAsString());
    assertEquals("the most is 200", violation.get("description").getAsString());
    assertEquals("r-7", problem.get("instance").getAsString());
  }

  @Test
  void aRefusedStatementComesWithItsReceipt() throws Exception {
    HttpResponse<String> response =
        failure(
            Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT_VALUE)
                .addDetails(info("STATEMENT_REFUSED"))
                .addDetails(
                    Any.pack(
                        Receipt.newBuilder()
                            .setVerdict(Verdict.VERDICT_REFUSED)
                            .setRule("function-not-allowed")
                            .build()))
                .build());
    JsonObject receipt = TestingGateway.json(response).getAsJsonObject("receipt");
    assertEquals("VERDICT_REFUSED", receipt.get("verdict").getAsString());
    assertEquals("function-not-allowed", receipt.get("rule").getAsString());
  }

  @Test
  void anErrorWithoutAReasonHasItsCodesName() throws Exception {
    HttpResponse<String> response =
        failure(Status.newBuilder().setCode(Code.NOT_FOUND_VALUE).build());
    assertEquals(404, response.statusCode());
    assertEquals("NOT_FOUND", TestingGateway.json(response).get("reason").getAsString());
  }

  @Test
  void aServerThatIsAwayIsNamedAndFoundAgain() throws Exception {
    try (var own = new TestingGateway()) {
      int port = own.server.port();
      own.server.close();
      HttpResponse<String> away = own.get(MODELS);
      assertEquals(503, away.statusCode());
      assertEquals("1", away.headers().firstValue("Retry-After").orElse(""));
      JsonObject problem = TestingGateway.json(away);
      assertEquals("SERVER_UNREACHABLE", problem.get("reason").getAsString());
      assertTrue(problem.get("detail").getAsString().contains("127.0.0.1:" + port));
      try (var back = new TestingChatServer(port)) {
        back.answer(
            ChatServiceGrpc.getListModelsMethod(), any -> ListModelsResponse.getDefaultInstance());
        HttpResponse<String> found = own.get(MODELS);
        while (found.statusCode() == 503) {
          Thread.onSpinWait();
          found = own.get(MODELS);
        }
        assertEquals(200, found.statusCode());
      }
    }
  }
}
