package io.chatdata.server;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import io.chatdata.server.llm.OpenAiProvider;
import io.chatdata.server.llm.ProviderConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads which providers there are: the four known ones, and those that the operator adds. */
final class ProviderConfigs {
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(30);

  /** Each speaks OpenAI's chat completions at the address given. */
  private enum Known {
    OPENAI("openai", "OpenAI", "https://api.openai.com/v1"),
    ANTHROPIC("anthropic", "Anthropic", "https://api.anthropic.com/v1"),
    GOOGLE("google", "Google", "https://generativelanguage.googleapis.com/v1beta/openai"),
    XAI("xai", "xAI", "https://api.x.ai/v1");

    private final String id;
    private final String displayName;
    private final String baseUrl;

    Known(String id, String displayName, String baseUrl) {
      this.id = id;
      this.displayName = displayName;
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
    String variable = known.name() + "_API_KEY";
    String baseUrl = environment.get(known.name() + "_BASE_URL", known.baseUrl);
    Secret key = key(variable);
    for (ConfigNode node : configured) {
      if (node.required("id").equals(known.id)) {
        return provider(node, known.id, known.displayName, baseUrl, key, variable);
      }
    }
    return new ProviderConfig(
        known.id,
        known.displayName,
        url(known.name() + "_BASE_URL", baseUrl),
        key,
        variable,
        List.of(),
        "",
        Map.of(),
        OpenAiProvider.IDLE_TIMEOUT);
  }

  private ProviderConfig added(ConfigNode node, String id) {
    String variable = node.text("key_env", "");
    Secret key = variable.isEmpty() ? null : key(variable);
    String file = node.text("key_file");
    return provider(
        node,
        id,
        id,
        node.required("base_url"),
        file == null ? key : Secret.file(Path.of(file)),
        variable);
  }

  private static ProviderConfig provider(
      ConfigNode node,
      String id,
      String name,
      String baseUrl,
      @Nullable Secret key,
      String variable) {
    String configuredUrl = node.text("base_url", baseUrl);
    return new ProviderConfig(
        id,
        node.text("name", name),
        url("providers." + id + ".base_url", configuredUrl),
        key,
        variable,
        node.texts("models"),
        node.text("default_model", ""),
        node.map("headers"),
        node.duration("idle_timeout", OpenAiProvider.IDLE_TIMEOUT, LONGEST_SILENCE));
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
