package io.chatdata.server.llm;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A provider that is reached over HTTP. */
public final class RemoteProvider implements Provider {
  private static final Logger log = LoggerFactory.getLogger(RemoteProvider.class);

  /** How long a provider may take to say what it thinks of a key. */
  private static final Duration KEY_CHECK = Duration.ofSeconds(8);

  private final ProviderConfig config;
  private final Protocol protocol;
  private final ModelCatalog catalog;
  private final HttpClient http;
  private final Patience patience;
  private final InstantSource clock;
  private final Circuit circuit;
  private final Set<String> unknownModels = ConcurrentHashMap.newKeySet();

  public RemoteProvider(ProviderConfig config, ModelCatalog catalog, HttpClient http) {
    this(config, catalog, http, Patience.STANDARD, InstantSource.system());
  }

  RemoteProvider(
      ProviderConfig config,
      ModelCatalog catalog,
      HttpClient http,
      Patience patience,
      InstantSource clock) {
    this.config = config;
    this.catalog = catalog;
    this.http = http;
    this.patience = patience;
    this.clock = clock;
    circuit = new Circuit(config.id(), clock);
    protocol =
        switch (config.wire()) {
          case OPENAI -> new OpenAiProtocol();
          case ANTHROPIC -> new AnthropicProtocol();
          case GOOGLE -> new GoogleProtocol();
        };
  }

  @Override
  public String id() {
    return config.id();
  }

  @Override
  public String name() {
    return config.name();
  }

  /** The same provider with another key; null means none. */
  public RemoteProvider withKey(@Nullable Secret key) {
    return new RemoteProvider(config.withKey(key), catalog, http, patience, clock);
  }

  @Override
  public KeySource keySource() {
    return config.keySource();
  }

  /** The variable that would give its key; empty where it needs none. */
  public String keyVariable() {
    return config.keyVariable();
  }

  @Override
  public String unavailableReason() {
    try {
      if (config.keyVariable().isEmpty() || !key().isEmpty()) {
        return "";
      }
    } catch (ChatdataException e) {
      return e.problem().message();
    }
    return "%s needs %s; set it, or use the provider 'builtin', which needs no key"
        .formatted(config.id(), config.keyVariable());
  }

  @Override
  public @Nullable Outage outage() {
    return circuit.outage();
  }

  /** Empty when there is none. */
  private String key() {
    return config.key() == null ? "" : config.key().reveal().strip();
  }

  @Override
  public List<Model> models() {
    return catalog.models(config.id(), config.models());
  }

  @Override
  public String defaultModel() {
    return !config.defaultModel().isEmpty()
        ? config.defaultModel()
        : models().stream().filter(model -> !model.retired()).map(Model::id).findFirst().orElse("");
  }

  /**
   * Asks for the list of its models, which costs nothing.
   *
   * @return the HTTP status
   * @throws IOException where it can't be reached
   */
  public int check(Duration timeout) throws IOException, InterruptedException {
    String query = config.baseUrl().getRawQuery();
    var request =
        HttpRequest.newBuilder(
            URI.create(config.address("/models") + (query == null ? "" : "?" + query)));
    config.headers().forEach(request::setHeader);
    if (!key().isEmpty()) {
      protocol.authorization(new Protocol.Endpoint(config, key())).forEach(request::setHeader);
    }
    var answer =
        http.sendAsync(request.timeout(timeout).build(), HttpResponse.BodyHandlers.discarding());
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (TimeoutException e) {
      throw new IOException("The answer didn't end within " + timeout, e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /**
   * Makes sure that the provider takes the key.
   *
   * @throws ChatdataException where it doesn't, or can't be asked
   */
  public void requireKey() {
    try {
      int status = check(KEY_CHECK);
      if (status / 100 != 2) {
        throw ProviderFailure.ofKey(config, status).toException();
      }
    } catch (IOException e) {
      throw new ChatdataException(ProviderFailure.unreachable(config, e).problem(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChatdataException(
          ProviderFailure.unreachable(config, new IOException(e)).problem(), e);
    }
  }

  @Override
  public ModelReply ask(
      ModelRequest request, Consumer<ModelEvent> events, Cancellation cancellation) {
    String unavailable = unavailableReason();
    if (!unavailable.isEmpty()) {
      throw new ChatdataException(Reason.PROVIDER_NOT_CONFIGURED, unavailable);
    }
    circuit.enter();
    Model model = catalog.find(config.id(), request.model()).orElse(null);
    if (model == null && unknownModels.add(request.model())) {
      log.warn(
          "{}: the model '{}' is not in the catalogue, so its price and its limits are not known",
          config.id(),
          request.model());
    }
    for (int attempt = 1; ; attempt++) {
      var answer = new Answer(events);
      try (var call = call(request, answer, cancellation)) {
        protocol.send(new Protocol.Endpoint(config, key()), request, model, call);
        Charge charge = charge(request.model(), answer, call);
        if (cancellation.isCancelled()) {
          return reply(FinishReason.CANCELLED, answer, charge, call);
        }
        ProviderFailure failure = call.failure(config);
        if (failure == null) {
          circuit.answered();
          answer.emitToolCalls();
          return reply(Objects.requireNonNull(answer.finishReason()), answer, charge, call);
        }
        if (!answer.hasBegun() && protocol.rewords(request, failure)) {
          continue;
        }
        Optional<Duration> wait =
            answer.hasBegun() ? Optional.empty() : patience.wait(attempt, failure);
        if (wait.isEmpty()) {
          if (failure.passes()) {
            circuit.failed(failure.problem().message());
          } else {
            circuit.answered();
          }
          throw new ModelFailure(
              failure.after(attempt).of(model).problem(), charge, call.sent(), call.received());
        }
        if (!waited(wait.get(), cancellation)) {
          return reply(FinishReason.CANCELLED, answer, charge, call);
        }
      }
    }
  }

  private StreamedCall call(ModelRequest request, Answer answer, Cancellation cancellation) {
    return new StreamedCall(
        http,
        protocol,
        request,
        new Secrets(config, key()),
        answer,
        cancellation,
        config.timeouts());
  }

  private static ModelReply reply(
      FinishReason reason, Answer answer, Charge charge, StreamedCall call) {
    return new ModelReply(
        reason, answer.model(), charge, List.of(), List.of(), call.sent(), call.received());
  }

  /**
   * What the provider counted, else a guess, where it answered at all. Counts that came before the
   * end may lack what was written since.
   */
  private Charge charge(String model, Answer answer, StreamedCall call) {
    Tokens counted = answer.tokens();
    boolean whole = answer.finishReason() != null;
    if (counted != null && whole) {
      return catalog.priced(config.id(), model, counted, false);
    }
    if (counted == null && !whole && !answer.hasBegun()) {
      return Charge.NONE;
    }
    String sent = Json.write(Objects.requireNonNull(call.sent()));
    Tokens guessed = Tokens.guessed(sent.length(), answer.characters());
    return catalog.priced(
        config.id(), model, counted == null ? guessed : counted.withOutput(guessed), true);
  }

  /** False where the caller gave up meanwhile. */
  private static boolean waited(Duration wait, Cancellation cancellation) {
    var cancelled = new CountDownLatch(1);
    try (var _ = cancellation.onCancel(cancelled::countDown)) {
      return !cancelled.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
