package io.chatdata.server.llm;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The way to the providers.
 *
 * @param proxy of HTTPS connections; null means none
 * @param noProxy hosts that are reached without it, and domains whose hosts are; * means all
 * @param caFile certificates in PEM form that are trusted besides the JDK's; null means none
 */
public record ProviderNetwork(@Nullable URI proxy, List<String> noProxy, @Nullable Path caFile) {
  public ProviderNetwork {
    noProxy = List.copyOf(noProxy);
  }

  /**
   * A client that goes this way.
   *
   * @param connectTimeout how long it waits until a connection is taken
   * @throws ChatdataException where the certificates can't be read
   */
  public HttpClient client(Duration connectTimeout) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(connectTimeout)
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    if (proxy != null) {
      builder.proxy(new Selector(new InetSocketAddress(proxy.getHost(), proxy.getPort())));
    }
    if (caFile != null) {
      builder.sslContext(trusting(caFile));
    }
    return builder.build();
  }

  private final class Selector extends ProxySelector {
    private final InetSocketAddress address;

    Selector(InetSocketAddress address) {
      this.address = address;
    }

    @Override
    public List<Proxy> select(URI uri) {
      boolean direct = !"https".equals(uri.getScheme()) || isExcepted(uri.getHost());
      return List.of(direct ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, address));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress tried, IOException failure) {
      // The call itself fails, and says so.
    }
  }

  private boolean isExcepted(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return noProxy.stream()
        .map(entry -> entry.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
        .anyMatch(entry -> entry.equals("*") || name.equals(entry) || name.endsWith("." + entry));
  }

  private static SSLContext trusting(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (X509Certificate certificate : standard()) {
        trusted.setCertificateEntry("jdk-" + number++, certificate);
      }
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("own-" + number++, certificate);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(trusted), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new ChatdataException(
          Problem.of(
              Reason.INVALID_FIELD,
              "CHATDATA_CA_FILE (ca_file) is '%s', which can't be read as certificates in PEM form"
                  .formatted(file)),
          e);
    }
  }

  private static List<X509Certificate> standard() throws GeneralSecurityException {
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager x509) {
        return List.of(x509.getAcceptedIssuers());
      }
    }
    return List.of();
  }

  private static TrustManager[] managers(@Nullable KeyStore trusted)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }
}
