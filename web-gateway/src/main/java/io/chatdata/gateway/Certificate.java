package io.chatdata.gateway;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's certificate, read anew every 10 s so that a renewed one needs no restart. */
final class Certificate {
  private static final Logger LOG = LoggerFactory.getLogger(Certificate.class);
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Security.Tls files;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private long lastRead = System.nanoTime();

  private Certificate(Security.Tls files) {
    this.files = files;
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException where the files can't be used, naming them
   */
  static Tls tls(Security.Tls files, Ticker ticker) {
    var certificate = new Certificate(files);
    try {
      certificate.read();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {certificate.keys}, null, null);
      ticker.add(certificate::readAgain);
      return Tls.builder().sslContext(context).build();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "The certificate %s and its key %s can't be used: %s"
              .formatted(files.certificate(), files.key(), e.getMessage()),
          e);
    }
  }

  private void read() throws IOException, GeneralSecurityException {
    keys.updateIdentityCredentials(files.certificate().toFile(), files.key().toFile());
  }

  private boolean readAgain(long now) {
    if (now - lastRead > PERIOD.toNanos()) {
      lastRead = now;
      try {
        read();
      } catch (IOException | GeneralSecurityException | RuntimeException e) {
        LOG.warn(
            "The certificate {} can't be read again; the one before stays in use: {}",
            files.certificate(),
            e.getMessage());
      }
    }
    return true;
  }
}
