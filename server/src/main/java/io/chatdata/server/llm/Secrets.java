package io.chatdata.server.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What no message, log or stored row may show of a provider's login. */
final class Secrets {
  private static final int LEAST_LENGTH = 8;

  /** Keys as providers quote them, with their middle starred out. */
  private static final Pattern QUOTED =
      Pattern.compile("\\b(?:sk|xai|gsk|key)-[A-Za-z0-9_*-]{6,}|\\bAIza[A-Za-z0-9_*-]{6,}");

  /** What each of them has: a text without is not looked at further. */
  private static final List<String> MARKS = List.of("sk-", "xai-", "key-", "AIza");

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
    return MARKS.stream().anyMatch(hidden::contains)
        ? QUOTED.matcher(hidden).replaceAll("***")
        : hidden;
  }
}
