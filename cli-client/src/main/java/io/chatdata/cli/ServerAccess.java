package io.chatdata.cli;

import io.chatdata.client.Servers;
import io.chatdata.telemetry.CallSpans;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a server, or several of one store.
 *
 * @param token shown to the server; empty means none
 * @param tls whether the server speaks TLS
 * @param ca PEM of what signed its certificate; null means the CAs that Java trusts
 */
record ServerAccess(Servers servers, String token, boolean tls, @Nullable Path ca) {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /**
   * Opens a channel.
   *
   * @throws IllegalArgumentException where the file of the CA can't be used
   */
  ManagedChannel open() {
    var headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(AUTHORIZATION, "Bearer " + token);
    }
    return servers
        .balance(Grpc.newChannelBuilder(servers.target(), credentials()))
        .intercept(MetadataUtils.newAttachHeadersInterceptor(headers), new CallSpans())
        .build();
  }

  private ChannelCredentials credentials() {
    if (!tls) {
      return InsecureChannelCredentials.create();
    }
    if (ca == null) {
      return TlsChannelCredentials.create();
    }
    try {
      return TlsChannelCredentials.newBuilder().trustManager(ca.toFile()).build();
    } catch (IOException e) {
      throw new IllegalArgumentException("--ca-file %s can't be read".formatted(ca), e);
    }
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return servers.toString();
  }
}
