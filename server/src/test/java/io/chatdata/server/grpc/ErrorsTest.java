package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.TestingLog;
import io.chatdata.server.base.Reason;
import io.chatdata.v1.ErrorReason;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorsTest {
  @Test
  void reasonsAreTheContractsNameForName() {
    List<String> contract =
        Arrays.stream(ErrorReason.values())
            .filter(reason -> reason != ErrorReason.UNRECOGNIZED)
            .map(reason -> reason.name().replaceFirst("^ERROR_REASON_", ""))
            .filter(name -> !name.equals("UNSPECIFIED"))
            .sorted()
            .toList();

    assertEquals(contract, Arrays.stream(Reason.values()).map(Enum::name).sorted().toList());
  }

  @Test
  void aDefectTellsNothingOfItself() {
    try (var log = TestingLog.of(Errors.class)) {
      var exception = Errors.exception(new IllegalStateException("password=hunter2"));

      assertFalse(String.valueOf(exception.getMessage()).contains("hunter2"));
      assertFalse(log.text().contains("hunter2"));
      String number = log.text().replaceAll("(?s).*request_id=(\\S+).*", "$1");
      assertTrue(String.valueOf(exception.getMessage()).contains(number));
      assertTrue(log.text().contains("at io.chatdata.server.grpc.ErrorsTest"));
    }
  }
}
