package io.chatdata.server.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import io.chatdata.server.explorer.ConnectionConfig;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings in setup.json, which its owner alone can read. */
public final class SettingsFile {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path path;

  /**
   * Names it; touches nothing.
   *
   * @param home the data folder
   */
  public SettingsFile(Path home) {
    path = home.resolve("setup.json");
  }

  public Path path() {
    return path;
  }

  /**
   * Reads what was saved; nothing where there is no such file.
   *
   * @throws ChatdataException naming the file and what is wrong with it
   */
  public Settings read() {
    if (!Files.exists(path)) {
      return Settings.NONE;
    }
    try {
      return settings(Json.MAPPER.readTree(path.toFile()));
    } catch (IOException e) {
      // The parser's words would quote the file.
      throw new ChatdataException(
          Reason.INVALID_FIELD,
          "%s can't be read as JSON; mend it, or remove it and set up again".formatted(path));
    }
  }

  /**
   * The saved connections as an operator would have configured them.
   *
   * @throws ChatdataException naming the one that can't be used
   */
  public List<ConnectionConfig> connections(Settings settings) {
    return settings.connections().stream()
        .map(
            saved ->
                saved.config("The url of the connection '%s' in %s".formatted(saved.id(), path)))
        .toList();
  }

  /** Replaces it at once: whoever reads it sees the old or the new, whole. */
  void write(Settings settings) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      Files.createDirectories(folder, mode("rwx------"));
      Path unfinished = Files.createTempFile(folder, "setup", ".tmp", mode("rw-------"));
      try {
        Json.MAPPER
            .writerWithDefaultPrettyPrinter()
            .writeValue(unfinished.toFile(), json(settings));
        Files.move(
            unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new ChatdataException(
          Problem.of(
              Reason.INVALID_FIELD,
              "%s can't be written; check the folder's mode and that its disk is not full"
                  .formatted(path)),
          e);
    }
  }

  private static FileAttribute<?>[] mode(String mode) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static Settings settings(JsonNode json) {
    List<SavedConnection> connections = new ArrayList<>();
    for (JsonNode node : json.path("connections")) {
      connections.add(
          new SavedConnection(
              node.path("id").asText(),
              node.path("name").asText(),
              new Address(
                  Secret.of(node.path("url").asText()),
                  node.path("user").asText(),
                  Secret.of(node.path("password").asText())),
              node.path("allow_unsafe_role").asBoolean()));
    }
    Map<String, Secret> keys = new LinkedHashMap<>();
    json.path("provider_keys")
        .properties()
        .forEach(key -> keys.put(key.getKey(), Secret.saved(key.getValue().asText())));
    return new Settings(connections, keys);
  }

  private static ObjectNode json(Settings settings) {
    ObjectNode json = Json.object();
    var connections = json.putArray("connections");
    for (SavedConnection connection : settings.connections()) {
      connections
          .addObject()
          .put("id", connection.id())
          .put("name", connection.name())
          .put("url", connection.address().url().reveal())
          .put("user", connection.address().user())
          .put("password", connection.address().password().reveal())
          .put("allow_unsafe_role", connection.allowUnsafeRole());
    }
    ObjectNode keys = json.putObject("provider_keys");
    settings.keys().forEach((provider, key) -> keys.put(provider, key.reveal()));
    return json;
  }
}
