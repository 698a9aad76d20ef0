package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
    var exception = Errors.exception(new IllegalStateException("password=hunter2"));

    assertFalse(String.valueOf(exception.getMessage()).contains("hunter2"));
  }
}
