package io.chatdata.client;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Targets that are a list: {@code chatdata:///HOST:PORT,HOST:PORT}. Each entry is a server. */
final class ServerList extends NameResolverProvider {
  static final String SCHEME = "chatdata";

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
    return SCHEME.equals(target.getScheme())
        ? new Resolver(Servers.addresses(target.getPath().substring(1)), arguments)
        : null;
  }

  private static final class Resolver extends NameResolver {
    private final List<String> servers;
    private final Args arguments;
    private @Nullable Listener2 listener;

    Resolver(List<String> servers, Args arguments) {
      this.servers = servers;
      this.arguments = arguments;
    }

    @Override
    public String getServiceAuthority() {
      return servers.getFirst();
    }

    @Override
    public void start(Listener2 results) {
      listener = results;
      refresh();
    }

    @Override
    public void refresh() {
      Listener2 results = Objects.requireNonNull(listener);
      Objects.requireNonNull(arguments.getOffloadExecutor())
          .execute(
              () -> {
                ResolutionResult result =
                    ResolutionResult.newBuilder().setAddressesOrError(resolve()).build();
                arguments.getSynchronizationContext().execute(() -> results.onResult2(result));
              });
    }

    /** Those whose names have an address now. */
    private StatusOr<List<EquivalentAddressGroup>> resolve() {
      List<EquivalentAddressGroup> found = new ArrayList<>();
      String unknown = "";
      for (String server : servers) {
        int colon = server.lastIndexOf(':');
        int port = Integer.parseInt(server.substring(colon + 1));
        try {
          List<SocketAddress> addresses =
              Stream.of(InetAddress.getAllByName(server.substring(0, colon)))
                  .<SocketAddress>map(address -> new InetSocketAddress(address, port))
                  .toList();
          // With TLS each shows a certificate of its own name.
          found.add(
              new EquivalentAddressGroup(
                  addresses,
                  Attributes.newBuilder()
                      .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, server)
                      .build()));
        } catch (UnknownHostException e) {
          unknown = server;
        }
      }
      return found.isEmpty()
          ? StatusOr.fromStatus(
              Status.UNAVAILABLE.withDescription("No address is known of " + unknown))
          : StatusOr.fromValue(found);
    }

    @Override
    public void shutdown() {}
  }
}
