package io.chatdata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.e2e.TestingCommand.Ended;
import io.chatdata.server.sql.TestingCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token and TLS, from curl and the command line through both programs. */
class AccessIT {
  private static final String TOKEN = "5e2b1c7a9f0d4e63";

  @TempDir private Path folder = Path.of("");

  @Test
  void whoHasTheTokenIsAnsweredOverTlsAndNobodyElse() throws Exception {
    TestingCertificate own = TestingCertificate.make(folder, "own", "dns:localhost,ip:127.0.0.1");
    String ca = own.certificate().toString();
    Map<String, String> secure = new HashMap<>();
    secure.put("CHATDATA_TOKEN", TOKEN);
    for (String program : List.of("CHATDATA_GRPC_TLS", "CHATDATA_TLS")) {
      secure.put(program + "_CERT", ca);
      secure.put(program + "_KEY", own.key().toString());
    }
    secure.put("CHATDATA_SERVER_TLS", "true");
    secure.put("CHATDATA_SERVER_CA", ca);
    try (TestingProduct product = TestingProduct.started("access", secure)) {
      String models = product.gateway() + "/api/v1/chat/models";
      assertTrue(models.startsWith("https://127.0.0.1:"), models);
      assertTrue(curl(ca, models, TOKEN).startsWith("200 "));
      assertTrue(curl(ca, models, TOKEN + "0").startsWith("401 "));
      assertTrue(curl(ca, models, "").startsWith("401 "));
      assertTrue(curl(ca, product.gateway() + "/chat", "").startsWith("200 "));
      assertEquals("200 ", curl(ca, product.gateway() + "/health", "").substring(0, 4));

      Map<String, String> client =
          Map.of(
              "CHATDATA_SERVER",
              product.server(),
              "CHATDATA_SERVER_TLS",
              "true",
              "CHATDATA_SERVER_CA",
              ca);
      Ended answer = ask(client, "--token", TOKEN).succeeded();
      assertTrue(answer.out().contains("order_items"), answer.said());
      Ended refused = ask(client);
      assertEquals(4, refused.exit(), refused.said());
      assertTrue(refused.err().contains("CHATDATA_TOKEN"), refused.said());
      assertEquals(3, ask(Map.of("CHATDATA_SERVER", product.server())).exit());

      for (String program : List.of("server", "gateway")) {
        assertFalse(Files.readString(product.log(program)).contains(TOKEN), program);
      }
    }
  }

  private static Ended ask(Map<String, String> environment, String... options) {
    List<String> arguments = new ArrayList<>(List.of("ask", "What tables are in my database?"));
    arguments.addAll(List.of(options));
    return TestingCommand.run(
        TestingProgram.CLIENT.with(environment, arguments.toArray(String[]::new)));
  }

  /** The status, a space and the body. */
  private static String curl(String ca, String url, String token) throws Exception {
    TestingCommand.needs("curl");
    Process curl =
        new ProcessBuilder(
                "curl",
                "-s",
                "--cacert",
                ca,
                "-H",
                "Authorization: Bearer " + token,
                "-w",
                "%{stderr}%{http_code} ",
                url)
            .start();
    try (var body = curl.inputReader(UTF_8);
        var status = curl.errorReader(UTF_8)) {
      String text = body.readAllAsString();
      return status.readAllAsString() + text;
    }
  }
}
