package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.chatdata.server.base.ChatdataException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderNetworkTest {
  private static final String PASSWORD = "not-secret";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com/v1,      '',                    proxy",
    "https://api.openai.com/v1,      openai.com,            direct",
    "https://api.openai.com/v1,      .openai.com,           direct",
    "https://api.openai.com/v1,      '*.OpenAI.com',        direct",
    "https://notopenai.com/v1,       openai.com,            proxy",
    "https://api.openai.com/v1,      '*',                   direct",
    "http://localhost:11434/v1,      '',                    direct"
  })
  void theProxyIsForHttpsAndNotForItsExceptions(String url, String direct, String way) {
    var network =
        new ProviderNetwork(
            URI.create("http://proxy.example.com:3128"),
            direct.isEmpty() ? List.of() : List.of(direct),
            null);
    try (HttpClient client = network.client(Duration.ofSeconds(10))) {
      ProxySelector selector = client.proxy().orElseThrow();

      var address = (InetSocketAddress) selector.select(URI.create(url)).getFirst().address();

      assertEquals(way.equals("proxy") ? "proxy.example.com" : null, name(address));
    }
  }

  private static @org.jspecify.annotations.Nullable String name(
      @org.jspecify.annotations.Nullable InetSocketAddress address) {
    return address == null ? null : address.getHostString();
  }

  @Test
  void aCertificateOfTheOperatorsIsTrusted() throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        "a",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost",
        "-keystore",
        "store.p12",
        "-storepass",
        PASSWORD);
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "a",
        "-file",
        "ca.pem",
        "-keystore",
        "store.p12",
        "-storepass",
        PASSWORD);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(folder.resolve("store.p12"))));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    URI uri = URI.create("https://localhost:" + server.getAddress().getPort());
    try {
      assertThrows(SSLHandshakeException.class, () -> status(uri, null));
      assertEquals(204, status(uri, folder.resolve("ca.pem")));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aFileThatIsNoCertificateIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\nno\n");

    ChatdataException refused =
        assertThrows(
            ChatdataException.class,
            () ->
                new ProviderNetwork(null, List.of(), file).client(Duration.ofSeconds(10)).close());

    String message = refused.problem().message();
    assertTrue(message.contains(file.toString()), message);
  }

  private static int status(URI uri, @org.jspecify.annotations.Nullable Path caFile)
      throws IOException, InterruptedException {
    try (HttpClient client =
        new ProviderNetwork(null, List.of(), caFile).client(Duration.ofSeconds(10))) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    var command =
        new java.util.ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> String.join(" ", command));
  }
}
