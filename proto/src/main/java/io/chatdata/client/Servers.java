package io.chatdata.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolverRegistry;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where one server is, or several that share a store.
 *
 * @param text {@code HOST:PORT}; several of them with commas between; or {@code dns:///NAME:PORT},
 *     where each address of the name is a server
 */
public record Servers(String text) {
  private static final String DNS = "dns:///";
  private static final String SERVICE_CONFIG = "service_config.json";

  static {
    NameResolverRegistry.getDefaultRegistry().register(new ServerList());
  }

  /**
   * @throws IllegalArgumentException where the text is something else; the message says so
   */
  public Servers {
    List<String> addresses = addresses(text);
    if (text.contains(DNS) && addresses.size() > 1) {
      throw new IllegalArgumentException(
          "'%s' is not an address: %s stands alone, since its name may have many addresses"
              .formatted(text, DNS));
    }
    for (String address : addresses) {
      if (!isAddress(address.startsWith(DNS) ? address.substring(DNS.length()) : address)) {
        throw new IllegalArgumentException(
            "'%s' is not an address such as 127.0.0.1:9090 (HOST:PORT, no http://; several with commas between, or dns:///NAME:PORT)"
                .formatted(text));
      }
    }
  }

  private static boolean isAddress(String address) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, Math.max(colon, 0));
    String port = address.substring(colon + 1);
    return host.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]")
        && port.matches("[0-9]{1,5}")
        && Integer.parseInt(port) >= 1
        && Integer.parseInt(port) <= 65_535;
  }

  /** Each HOST:PORT of a list. */
  static List<String> addresses(String text) {
    return Stream.of(text.split(",", -1)).map(String::strip).toList();
  }

  /** True where calls may go to more than one server. */
  public boolean several() {
    return text.contains(",") || text.startsWith(DNS);
  }

  /** What a channel is to be built for: with a scheme, since a host may be called like one. */
  public String target() {
    if (text.startsWith(DNS)) {
      return text;
    }
    String scheme = several() ? ServerList.SCHEME : "dns";
    try {
      return new URI(scheme, "", "/" + String.join(",", addresses(text)), null).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(text, e);
    }
  }

  /**
   * Where there are several servers: calls go round among those that serve, and what may be
   * repeated is tried at the next one when a server goes away before it answered. A message is
   * repeated too, so it needs a request_id.
   */
  public <T extends ManagedChannelBuilder<?>> T balance(T channel) {
    if (several()) {
      var _ = channel.defaultServiceConfig(serviceConfig());
    }
    return channel;
  }

  private static Map<String, ?> serviceConfig() {
    try (Reader json =
        new InputStreamReader(
            Objects.requireNonNull(Servers.class.getResourceAsStream(SERVICE_CONFIG)), UTF_8)) {
      return new Gson().fromJson(json, new TypeToken<Map<String, ?>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
