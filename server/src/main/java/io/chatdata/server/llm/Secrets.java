package io.chatdata.server.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What no message, log or stored row may show of a provider's login. */
final class Secrets {
  private static final int LEAST_LENGTH = 8;

  /** How keys begin. */
  private static final List<String> BEGINNINGS = List.of("sk-", "xai-", "gsk-", "key-", "AIza");

  /** Keys as providers quote them, with their middle starred out. */
  private static final Pattern QUOTED =
      Pattern.compile("\\b(?:" + String.join("|", BEGINNINGS) + ")[A-Za-z0-9_*-]{6,}");

  private final List<String> values;

  /** The key, and the headers that may hold another. */
  Secrets(ProviderConfig config, String key) {
    List<String> all = new ArrayList<>(config.headers().values());
    all.add(key);
    values = all.stream().filter(value -> value.length() >= LEAST_LENGTH).toList();
  }

  /** A provider's text without them. */
  String hidden(String text) {
    String hidden = text;
    for (String value : values) {
      hidden = hidden.replace(value, "***");
    }
    // Most texts have none, which is seen much faster so.
    return BEGINNINGS.stream().anyMatch(hidden::contains)
        ? QUOTED.matcher(hidden).replaceAll("***")
        : hidden;
  }
}
