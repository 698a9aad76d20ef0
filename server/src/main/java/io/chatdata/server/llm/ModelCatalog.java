package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models that are known, with context sizes and prices, from one data file. */
public final class ModelCatalog {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private final Map<String, List<Model>> models;

  private ModelCatalog(Map<String, List<Model>> models) {
    this.models = models;
  }

  /** The catalogue that comes with chatdata: models.json, which says where its figures are from. */
  public static ModelCatalog load() {
    try (InputStream file = ModelCatalog.class.getResourceAsStream("models.json")) {
      JsonNode json = Json.MAPPER.readTree(file);
      Map<String, List<Model>> models = new LinkedHashMap<>();
      json.path("providers")
          .properties()
          .forEach(
              provider ->
                  models.put(
                      provider.getKey(),
                      provider.getValue().valueStream().map(ModelCatalog::model).toList()));
      return new ModelCatalog(models);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same with a model of the operator's, which takes the place of one with its id. */
  public ModelCatalog with(String provider, Model model) {
    Map<String, List<Model>> more = new LinkedHashMap<>(models);
    List<Model> all = new ArrayList<>(models.getOrDefault(provider, List.of()));
    int known = all.stream().map(Model::id).toList().indexOf(model.id());
    if (known < 0) {
      all.add(model);
    } else {
      all.set(known, model);
    }
    more.put(provider, List.copyOf(all));
    return new ModelCatalog(more);
  }

  /** A provider's known models, then those of the given ids that are not among them. */
  List<Model> models(String provider, List<String> more) {
    List<Model> all = new ArrayList<>(models.getOrDefault(provider, List.of()));
    for (String id : more) {
      if (find(provider, id).isEmpty()) {
        all.add(Model.unknown(id, id));
      }
    }
    return all;
  }

  /** The model of this id or alias. */
  public Optional<Model> find(String provider, String id) {
    return models.getOrDefault(provider, List.of()).stream()
        .filter(model -> model.id().equals(id) || model.aliases().contains(id))
        .findFirst();
  }

  /** Tokens with their cost, where the model's price is known. */
  Charge priced(String provider, String model, Tokens tokens, boolean estimated) {
    Model.@Nullable Price price = find(provider, model).map(Model::price).orElse(null);
    return new Charge(
        new Usage(
            tokens.input(),
            tokens.cachedInput(),
            tokens.output(),
            tokens.reasoning(),
            price == null ? null : cost(price, tokens),
            estimated),
        tokens.cacheWrites(),
        price);
  }

  private static BigDecimal cost(Model.Price price, Tokens tokens) {
    long plain = tokens.input() - tokens.cachedInput() - tokens.cacheWrites();
    return times(price.input(), plain)
        .add(times(price.cachedInput(), tokens.cachedInput()))
        .add(times(price.cacheWrite(), tokens.cacheWrites()))
        .add(times(price.output(), tokens.output()))
        .divide(MILLION);
  }

  private static BigDecimal times(BigDecimal price, long tokens) {
    return price.multiply(BigDecimal.valueOf(tokens));
  }

  private static Model model(JsonNode json) {
    JsonNode price = json.path("usd_per_million_tokens");
    return new Model(
        json.path("id").asText(),
        json.path("name").asText(),
        json.path("context_tokens").asInt(),
        json.path("output_tokens").asInt(),
        Model.Thinking.valueOf(json.path("thinking").asText("none").toUpperCase(Locale.ROOT)),
        price.isMissingNode()
            ? null
            : new Model.Price(
                price.path("input").decimalValue(),
                price.path(price.has("cached_input") ? "cached_input" : "input").decimalValue(),
                price.path(price.has("cache_write") ? "cache_write" : "input").decimalValue(),
                price.path("output").decimalValue()),
        json.path("retired").asBoolean(),
        json.path("successor").asText(""),
        json.path("aliases").valueStream().map(JsonNode::asText).toList());
  }
}
