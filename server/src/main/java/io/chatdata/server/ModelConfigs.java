package io.chatdata.server;

import io.chatdata.server.llm.Model;
import io.chatdata.server.llm.ModelCatalog;
import io.chatdata.server.llm.ProviderConfig;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the models that the operator adds to the catalogue. */
final class ModelConfigs {
  private static final int MOST_TOKENS = 100_000_000;

  private ModelConfigs() {}

  /** The catalogue with them; each belongs to one of the providers. */
  static ModelCatalog read(ConfigNode root, List<ProviderConfig> providers) {
    ModelCatalog catalog = ModelCatalog.load();
    List<String> ids = providers.stream().map(ProviderConfig::id).toList();
    for (ConfigNode node : root.children("models")) {
      String provider = node.required("provider");
      if (!ids.contains(provider)) {
        throw node.invalid("provider", provider, "one of " + String.join(", ", ids) + " is needed");
      }
      catalog = catalog.with(provider, model(node));
      node.end();
    }
    return catalog;
  }

  private static Model model(ConfigNode node) {
    String id = node.required("id");
    return new Model(
        id,
        node.text("name", id),
        node.number("context_tokens", 0, 0, MOST_TOKENS),
        node.number("output_tokens", 0, 0, MOST_TOKENS),
        node.as(
            "thinking",
            Model.Thinking.NONE,
            value -> Model.Thinking.valueOf(value.toUpperCase(Locale.ROOT)),
            "none, shown, budget or adaptive is needed"),
        node.has("usd_per_million_tokens") ? price(node.child("usd_per_million_tokens")) : null,
        node.bool("retired", false),
        node.text("successor", ""),
        node.texts("aliases"));
  }

  private static Model.Price price(ConfigNode node) {
    BigDecimal input = dollars(node, "input", null);
    var price =
        new Model.Price(
            input,
            dollars(node, "cached_input", input),
            dollars(node, "cache_write", input),
            dollars(node, "output", null));
    node.end();
    return price;
  }

  private static BigDecimal dollars(ConfigNode node, String key, @Nullable BigDecimal otherwise) {
    if (otherwise != null && !node.has(key)) {
      return otherwise;
    }
    String text = node.required(key);
    try {
      BigDecimal dollars = new BigDecimal(text);
      if (dollars.signum() >= 0) {
        return dollars;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw node.invalid(key, text, "US dollars per million tokens are needed, such as 2.5");
  }
}
