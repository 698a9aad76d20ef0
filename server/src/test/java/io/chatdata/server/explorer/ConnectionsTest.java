package io.chatdata.server.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.TestingLog;
import io.chatdata.server.sql.RowsToModel;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.sql.TestingPostgres;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  @Test
  void anOverrideIsToldToPeopleToTheModelAndOnceInTheLog() {
    var database = TestingPostgres.create();
    try (TestingLog log =
            TestingLog.of("io.chatdata.server.sql", ch.qos.logback.classic.Level.INFO);
        Connections connections =
            Connections.open(
                List.of(
                    new ConnectionConfig(
                        "prod",
                        "Production",
                        "",
                        "",
                        TestingConfig.of(database.url("postgres", "hunter2"))
                            .id("prod")
                            .allowUnsafeRole()
                            .build())))) {
      connections.list();
      List<ConnectionInfo> listed = connections.list();

      assertEquals(ConnectionInfo.ReadOnlyState.OVERRIDDEN, listed.getFirst().readOnlyState());
      String warning =
          "Its role can do more than read: it is a superuser. allow_unsafe_role accepts that";
      assertEquals(List.of(warning), listed.getFirst().warnings());
      JsonNode model =
          Preview.of(new ToolOutcome.Connections(listed), RowsToModel.PREVIEW)
              .path("connections")
              .path(0);
      assertEquals("prod", model.path("id").asText());
      assertEquals(warning, model.path("warning").asText());
      assertEquals(
          List.of(
              "WARN Inspector Connection 'prod': its role is a superuser; allow_unsafe_role accepts"
                  + " that"),
          log.lines("'prod'").stream().map(String::strip).toList());
      assertFalse(log.text().contains("hunter2"));
    }
  }
}
