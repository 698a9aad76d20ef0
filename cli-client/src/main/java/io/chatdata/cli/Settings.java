package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Defaults of options from a file of properties: a line each, such as model=gpt-4.1. An option that
 * is given and an environment variable that is set go before it.
 */
final class Settings implements IDefaultValueProvider {
  static final String VARIABLE = "CHATDATA_CLI_CONFIG";

  /** Options that may stand in the file, and the variables that go before it. */
  private static final Map<String, String> KEYS =
      Map.of(
          "server", ServerOption.VARIABLE,
          "token", "CHATDATA_TOKEN",
          "tls", "CHATDATA_SERVER_TLS",
          "ca-file", "CHATDATA_SERVER_CA",
          "provider", "",
          "model", "",
          "connection", "",
          "output", "");

  private final Properties properties;
  private final Map<String, String> environment;

  private Settings(Properties properties, Map<String, String> environment) {
    this.properties = properties;
    this.environment = environment;
  }

  /**
   * Reads the file, which need not be there unless the variable names it.
   *
   * @throws IllegalArgumentException naming what is wrong with it
   */
  static Settings read(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    Path file = named.isEmpty() ? standard(environment) : Path.of(named);
    var properties = new Properties();
    if (file != null && (!named.isEmpty() || Files.exists(file))) {
      try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new IllegalArgumentException("The settings in %s can't be read".formatted(file), e);
      }
      for (String key : properties.stringPropertyNames()) {
        if (!KEYS.containsKey(key)) {
          throw new IllegalArgumentException(
              "%s has the setting '%s', which is none; there are: %s"
                  .formatted(file, key, String.join(", ", new TreeSet<>(KEYS.keySet()))));
        }
      }
    }
    return new Settings(properties, environment);
  }

  private static @Nullable Path standard(Map<String, String> environment) {
    String folder = environment.getOrDefault("XDG_CONFIG_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (folder.isEmpty() && home.isEmpty()) {
      return null;
    }
    Path config = folder.isEmpty() ? Path.of(home, ".config") : Path.of(folder);
    return config.resolve("chatdata").resolve("cli.properties");
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String key = option.longestName().replaceFirst("^--", "");
    return environment.containsKey(KEYS.getOrDefault(key, "")) ? null : properties.getProperty(key);
  }
}
