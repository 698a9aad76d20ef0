package io.chatdata.server;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import io.chatdata.server.llm.ProviderConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads which providers there are: the four known ones, and those that the operator adds. */
final class ProviderConfigs {
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(30);

  /** Those that need a key and nothing else. */
  private enum Known {
    OPENAI("openai", "OpenAI", ProviderConfig.Wire.OPENAI, "https://api.openai.com/v1"),
    ANTHROPIC(
        "anthropic", "Anthropic", ProviderConfig.Wire.ANTHROPIC, "https://api.anthropic.com/v1"),
    GOOGLE(
        "google",
        "Google",
        ProviderConfig.Wire.GOOGLE,
        "https://generativelanguage.googleapis.com/v1beta"),
    XAI("xai", "xAI", ProviderConfig.Wire.OPENAI, "https://api.x.ai/v1");

    private final String id;
    private final String displayName;
    private final ProviderConfig.Wire wire;
    private final String baseUrl;

    Known(String id, String displayName, ProviderConfig.Wire wire, String baseUrl) {
      this.id = id;
      this.displayName = displayName;
      this.wire = wire;
      this.baseUrl = baseUrl;
    }
  }

  private final Environment environment;

  ProviderConfigs(Environment environment) {
    this.environment = environment;
  }

  List<ProviderConfig> read(ConfigNode root) {
    List<ProviderConfig> providers = new ArrayList<>();
    List<ConfigNode> configured = root.children("providers");
    for (Known known : Known.values()) {
      providers.add(known(known, configured));
    }
    for (ConfigNode node : configured) {
      String id = node.required("id");
      if (providers.stream().noneMatch(provider -> provider.id().equals(id))) {
        if (id.equals("builtin")) {
          throw node.invalid("id", id, "the built-in planner has nothing to set");
        }
        providers.add(added(node, id));
      }
      node.end();
    }
    return providers;
  }

  private ProviderConfig known(Known known, List<ConfigNode> configured) {
    ConfigNode node =
        configured.stream()
            .filter(given -> given.required("id").equals(known.id))
            .findFirst()
            .orElseGet(() -> new ConfigNode(MissingNode.getInstance(), ""));
    String url = node.text("base_url", known.baseUrl);
    String variable = known.name() + "_API_KEY";
    return provider(
        node,
        known.id,
        known.displayName,
        known.wire,
        environment.get(known.name() + "_BASE_URL", url),
        key(variable),
        variable);
  }

  private ProviderConfig added(ConfigNode node, String id) {
    String variable = node.text("key_env", "");
    Secret key = variable.isEmpty() ? null : key(variable);
    String file = node.text("key_file");
    return provider(
        node,
        id,
        id,
        node.as(
            "protocol",
            ProviderConfig.Wire.OPENAI,
            value -> ProviderConfig.Wire.valueOf(value.toUpperCase(Locale.ROOT)),
            "openai, anthropic or google is needed"),
        node.required("base_url"),
        file == null ? key : Secret.file(Path.of(file)),
        variable);
  }

  private static ProviderConfig provider(
      ConfigNode node,
      String id,
      String name,
      ProviderConfig.Wire wire,
      String baseUrl,
      @Nullable Secret key,
      String variable) {
    return new ProviderConfig(
        id,
        node.text("name", name),
        wire,
        url("The base URL of " + id, baseUrl),
        key,
        variable,
        node.texts("models"),
        node.text("default_model", ""),
        node.map("headers"),
        timeouts(node),
        node.text("reasoning_effort", ""));
  }

  /** An answer may be as long in coming as silent, unless said otherwise. */
  private static ProviderConfig.Timeouts timeouts(ConfigNode node) {
    var standard = ProviderConfig.Timeouts.STANDARD;
    Duration idle = node.duration("idle_timeout", standard.idle(), LONGEST_SILENCE);
    return new ProviderConfig.Timeouts(
        node.duration("connect_timeout", standard.connect(), LONGEST_SILENCE),
        node.duration("first_byte_timeout", idle, LONGEST_SILENCE),
        idle);
  }

  /** NAME, or the file that NAME_FILE names, which is read anew for each use. */
  private @Nullable Secret key(String variable) {
    String file = environment.get(variable + "_FILE");
    if (file != null) {
      return Secret.file(Path.of(file));
    }
    String key = environment.get(variable);
    return key == null ? null : Secret.of(key.strip());
  }

  private static URI url(String name, String text) {
    try {
      URI url = URI.create(text.replaceAll("/+$", ""));
      if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ChatdataException(
        Reason.INVALID_FIELD,
        "%s is '%s'; an address such as http://localhost:11434/v1 is needed".formatted(name, text));
  }
}
