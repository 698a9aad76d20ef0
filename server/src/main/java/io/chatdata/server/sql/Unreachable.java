package io.chatdata.server.sql;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Says in words why a database can't be reached, and what to do; never with the password. */
final class Unreachable {
  private static final Duration WAIT = Duration.ofSeconds(2);

  private Unreachable() {}

  static Problem problem(DatabaseConfig config, Exception failure) {
    Why why = why(config, failure);
    Problem problem =
        Problem.of(
            Reason.DATABASE_UNREACHABLE,
            "Connection '%s': %s".formatted(config.connectionId(), why.text));
    return why.passes ? problem.retryAfter(WAIT) : problem;
  }

  /** The connection broke while it was used. */
  static Problem broken(DatabaseConfig config) {
    return Problem.of(
            Reason.DATABASE_UNREACHABLE,
            "Connection '%s': the connection to %s broke while the statement ran; try again"
                .formatted(config.connectionId(), config.url()))
        .retryAfter(WAIT);
  }

  private static Why why(DatabaseConfig config, Exception failure) {
    List<Throwable> causes = causes(failure);
    for (Throwable cause : causes) {
      if (cause instanceof ChatdataException secret) {
        return new Why(secret.problem().message(), false);
      }
    }
    Optional<Why> byState =
        causes.stream()
            .filter(SQLException.class::isInstance)
            .map(SQLException.class::cast)
            .filter(e -> e.getSQLState() != null)
            .map(e -> byState(config, e))
            .flatMap(Optional::stream)
            .findFirst();
    return byState.or(() -> byCause(config, causes)).orElseGet(() -> unknown(config, causes));
  }

  private static Optional<Why> byState(DatabaseConfig config, SQLException e) {
    String user = config.url().user();
    return Optional.ofNullable(
        switch (e.getSQLState()) {
          case "28P01" ->
              new Why(
                  "%s refused the password of the user '%s'; check user and password"
                      .formatted(config.url(), user),
                  false);
          case "28000" -> notLetIn(config, String.valueOf(serverText(e)));
          case "3D000" ->
              new Why(
                  "%s has no database '%s'; check the name at the end of the address"
                      .formatted(hostAndPort(config), config.url().database()),
                  false);
          case "42501" ->
              new Why(
                  "the user '%s' may not connect to %s; a GRANT CONNECT ON DATABASE is missing"
                      .formatted(user, config.url()),
                  false);
          case "53300" ->
              new Why(
                  "%s has too many connections already; try again later, or lower the pool size"
                      .formatted(config.url()),
                  true);
          case "08001" -> e.getCause() == null ? silent(config) : null;
          case "57014" ->
              new Why(
                  "%s took too long to tell its tables; try again later".formatted(config.url()),
                  true);
          case "57P03", "57P01", "57P02" ->
              new Why(
                  "%s is starting or stopping; try again in a moment".formatted(config.url()),
                  true);
          default -> null;
        });
  }

  private static Why notLetIn(DatabaseConfig config, String text) {
    return new Why(
        text.contains("no encryption") && "disable".equals(config.url().parameters().get("sslmode"))
            ? "%s doesn't let this login in without TLS; end the address with ?sslmode=require"
                .formatted(config.url())
            : "%s lets this login not in: %s; check the user and the server's pg_hba.conf"
                .formatted(config.url(), text),
        false);
  }

  private static Optional<Why> byCause(DatabaseConfig config, List<Throwable> causes) {
    for (Throwable cause : causes) {
      @Nullable Why why =
          switch (cause) {
            case UnknownHostException _ ->
                new Why(
                    "the host '%s' is not known; check its name in the address"
                        .formatted(config.url().host()),
                    false);
            case SSLException e -> tls(config, String.valueOf(e.getMessage()));
            case ConnectException _ ->
                new Why(
                    "%s refused the connection; check that the database runs and listens there"
                        .formatted(hostAndPort(config)),
                    true);
            case SocketTimeoutException _, NoRouteToHostException _ -> silent(config);
            default -> null;
          };
      if (why != null) {
        return Optional.of(why);
      }
    }
    return Optional.empty();
  }

  private static Why tls(DatabaseConfig config, String text) {
    return new Why(
        "TLS with %s failed: %s; check sslmode and sslrootcert"
            .formatted(hostAndPort(config), text),
        false);
  }

  private static Why silent(DatabaseConfig config) {
    return new Why(
        "%s does not answer; check the address, and that no firewall is in between"
            .formatted(hostAndPort(config)),
        true);
  }

  /** The driver's own words, which never have the password. */
  private static Why unknown(DatabaseConfig config, List<Throwable> causes) {
    String text =
        causes.stream()
            .filter(PSQLException.class::isInstance)
            .map(Throwable::getMessage)
            .findFirst()
            .orElse("no connection could be had");
    if (text.contains("does not support SSL")) {
      return new Why(
          "%s speaks no TLS, which sslmode=%s asks for; end the address with ?sslmode=disable if the network between can be trusted"
              .formatted(hostAndPort(config), config.url().parameters().get("sslmode")),
          false);
    }
    if (text.contains("SSL") || text.contains("hostname")) {
      return tls(config, text.replaceFirst("\\.$", ""));
    }
    return new Why("%s can't be used: %s".formatted(config.url(), text), true);
  }

  private static @Nullable String serverText(SQLException e) {
    return e instanceof PSQLException psql && psql.getServerErrorMessage() != null
        ? psql.getServerErrorMessage().getMessage()
        : e.getMessage();
  }

  private static String hostAndPort(DatabaseConfig config) {
    return config.url().host() + ":" + config.url().port();
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable at = failure; at != null && causes.size() < 10; at = at.getCause()) {
      causes.add(at);
    }
    return causes;
  }

  private record Why(String text, boolean passes) {}
}
