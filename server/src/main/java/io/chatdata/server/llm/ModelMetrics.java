package io.chatdata.server.llm;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Usage;
import io.chatdata.telemetry.Span;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Counts calls of models, what they used and what they cost. A model that its provider doesn't list
 * is counted as "other": it could be any.
 */
public final class ModelMetrics {
  private static final String OTHER = "other";

  private final Counter calls;
  private final Counter tokens;
  private final Counter cost;
  private final Histogram seconds;

  public ModelMetrics(PrometheusRegistry registry) {
    calls =
        Counter.builder()
            .name("chatdata_server_model_calls_total")
            .help("Calls of models that ended: completed, cancelled or failed.")
            .labelNames("provider", "model", "outcome")
            .register(registry);
    tokens =
        Counter.builder()
            .name("chatdata_server_model_tokens_total")
            .help("Tokens of models' calls: input, of it cached; output, of it reasoning.")
            .labelNames("provider", "model", "kind")
            .register(registry);
    cost =
        Counter.builder()
            .name("chatdata_server_model_cost_usd_total")
            .help("US dollars that models' calls cost, where the price is known.")
            .labelNames("provider", "model")
            .register(registry);
    seconds =
        Histogram.builder()
            .name("chatdata_server_model_call_seconds")
            .help("How long models' calls took, attempts that failed included.")
            .labelNames("provider", "model")
            .classicOnly()
            .classicUpperBounds(0.5, 1, 2.5, 5, 10, 30, 60, 300)
            .register(registry);
  }

  /** Asks a provider, and counts and traces the call however it ends. */
  public ModelReply ask(
      Provider provider,
      ModelRequest request,
      Consumer<ModelEvent> events,
      Cancellation cancellation) {
    return Span.child(
        "chat " + request.model(),
        Span.Kind.CLIENT,
        span -> {
          span.set("gen_ai.operation.name", "chat")
              .set("gen_ai.provider.name", conventional(provider.id()))
              .set("gen_ai.request.model", request.model());
          try {
            ModelReply reply = counted(provider, request, events, cancellation);
            describe(span, reply.usage());
            if (!reply.model().isEmpty()) {
              span.set("gen_ai.response.model", reply.model());
            }
            span.set(
                "gen_ai.response.finish_reasons",
                List.of(reply.finishReason().name().toLowerCase(Locale.ROOT)));
            return reply;
          } catch (ModelFailure e) {
            describe(span, e.usage());
            span.fail(e.reason().name());
            throw e;
          } catch (ChatdataException e) {
            span.fail(e.reason().name());
            throw e;
          }
        });
  }

  private static void describe(Span span, Usage usage) {
    span.set("gen_ai.usage.input_tokens", usage.inputTokens())
        .set("gen_ai.usage.cache_read.input_tokens", usage.cachedInputTokens())
        .set("gen_ai.usage.output_tokens", usage.outputTokens())
        .set("gen_ai.usage.reasoning.output_tokens", usage.reasoningTokens());
  }

  /** A provider's id as OpenTelemetry spells it. */
  public static String conventional(String provider) {
    return switch (provider) {
      case "google" -> "gcp.gemini";
      case "xai" -> "x_ai";
      default -> provider;
    };
  }

  private ModelReply counted(
      Provider provider,
      ModelRequest request,
      Consumer<ModelEvent> events,
      Cancellation cancellation) {
    long started = System.nanoTime();
    try {
      ModelReply reply = provider.ask(request, events, cancellation);
      boolean cancelled = reply.finishReason() == FinishReason.CANCELLED;
      count(
          provider,
          request.model(),
          cancelled ? "cancelled" : "completed",
          reply.usage(),
          System.nanoTime() - started);
      return reply;
    } catch (ModelFailure e) {
      count(provider, request.model(), "failed", e.usage(), System.nanoTime() - started);
      throw e;
    }
  }

  private void count(Provider provider, String model, String outcome, Usage usage, long nanos) {
    String id = provider.id();
    String known =
        provider.models().stream()
            .filter(listed -> listed.id().equals(model) || listed.aliases().contains(model))
            .map(Model::id)
            .findFirst()
            .orElse(OTHER);
    calls.labelValues(id, known, outcome).inc();
    tokens.labelValues(id, known, "input").inc(usage.inputTokens());
    tokens.labelValues(id, known, "cached_input").inc(usage.cachedInputTokens());
    tokens.labelValues(id, known, "output").inc(usage.outputTokens());
    tokens.labelValues(id, known, "reasoning").inc(usage.reasoningTokens());
    BigDecimal usd = usage.costUsd();
    if (usd != null) {
      cost.labelValues(id, known).inc(usd.doubleValue());
    }
    seconds.labelValues(id, known).observe(nanos / 1e9);
  }
}
