package io.chatdata.cli;

import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "doctor",
    description = {
      "Checks that the server and the web gateway answer, and says what to do where they don't.",
      "The gateway's address is $$CHATDATA_GATEWAY, else http://127.0.0.1:8000.",
    })
final class DoctorCommand implements Callable<Integer> {
  private static final String GATEWAY_VARIABLE = "CHATDATA_GATEWAY";
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final String START = "Start it with ./chatdata up";

  private final Shell shell;

  @Mixin private final ServerOption server = new ServerOption();

  DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    boolean serverOk = serverAnswers(server.access(shell));
    boolean gatewayOk = gatewayAnswers();
    return (serverOk && gatewayOk ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private boolean serverAnswers(ServerAccess access) {
    String subject = "server " + access.servers();
    try (ServerLink link = new ServerLink(access)) {
      ServingStatus status =
          link.health()
              .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus();
      return status == ServingStatus.SERVING
          ? ok(subject, "serving")
          : problem(subject, "it answers " + status + ". See its log: ./chatdata logs");
    } catch (StatusRuntimeException e) {
      return problem(subject, Failure.reason(e) + ". " + START + ", or name it by --server");
    }
  }

  private boolean gatewayAnswers() {
    String address = shell.environment().getOrDefault(GATEWAY_VARIABLE, "http://127.0.0.1:8000");
    String subject = "gateway " + address;
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address.replaceFirst("/+$", "") + "/health"))
              .timeout(LIMIT)
              .build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status == 200
          ? ok(subject, "healthy")
          : problem(subject, "/health answers " + status + ". See its log: ./chatdata logs");
    } catch (IllegalArgumentException e) {
      return problem(
          subject,
          "this is no address. Set " + GATEWAY_VARIABLE + " to one such as http://127.0.0.1:8000");
    } catch (IOException e) {
      return problem(
          subject,
          "it does not answer. " + START + ", or set " + GATEWAY_VARIABLE + " to its address");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return problem(subject, "the check was interrupted. Run it again");
    }
  }

  private boolean ok(String subject, String state) {
    shell.out().println("ok       " + subject + ": " + state);
    return true;
  }

  private boolean problem(String subject, String whatToDo) {
    shell.out().println("problem  " + subject + ": " + whatToDo + ".");
    return false;
  }
}
