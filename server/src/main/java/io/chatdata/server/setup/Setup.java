package io.chatdata.server.setup;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.explorer.ConnectionInfo;
import io.chatdata.server.explorer.Connections;
import io.chatdata.server.llm.KeySource;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.Providers;
import io.chatdata.server.llm.RemoteProvider;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections and keys that a person adds while the server runs. They are used at once, and saved
 * for the next start; what the operator configured is never changed.
 */
public final class Setup {
  private static final Logger log = LoggerFactory.getLogger(Setup.class);
  private static final int MOST_NAME = 100;
  private static final Pattern KEY = Pattern.compile("[!-~]{8,1024}");

  private final SettingsFile file;
  private final Connections connections;
  private final Providers providers;
  private final UnaryOperator<ConnectionConfig> apart;
  private final ReentrantLock saving = new ReentrantLock();

  /**
   * Makes it; reads nothing yet.
   *
   * @param apart keeps the store's own tables out of a connection
   */
  public Setup(
      SettingsFile file,
      Connections connections,
      Providers providers,
      UnaryOperator<ConnectionConfig> apart) {
    this.file = file;
    this.connections = connections;
    this.providers = providers;
    this.apart = apart;
  }

  /**
   * What was found of a database.
   *
   * @param database its name
   * @param user the login that was used
   * @param suggestedId an id that no connection has yet
   */
  public record Found(String database, String user, Connections.Look look, String suggestedId) {}

  /** Where it is saved. */
  public Path file() {
    return file.path();
  }

  /**
   * Takes in what was saved before; what the operator configured under the same id stays.
   *
   * @throws ChatdataException naming the entry of the file that can't be used
   */
  public void restore() {
    Settings saved = file.read();
    for (ConnectionConfig connection : file.connections(saved)) {
      if (connections.has(connection.id())) {
        log.warn(
            "The connection '{}' of {} is not used: the operator's configuration has one of that"
                + " id",
            connection.id(),
            file.path());
      } else {
        connections.add(apart.apply(connection));
      }
    }
    saved.keys().forEach(this::restore);
  }

  private void restore(String id, Secret key) {
    for (Provider provider : providers.all()) {
      if (provider.id().equals(id)
          && provider instanceof RemoteProvider remote
          && remote.keySource() == KeySource.MISSING) {
        providers.replace(remote.withKey(key));
        return;
      }
    }
    log.warn(
        "The key of '{}' in {} is not used: there is no such provider, or the operator's"
            + " configuration has its key",
        id,
        file.path());
  }

  /**
   * Connects to a database and says what was found; saves nothing.
   *
   * @throws ChatdataException where it can't be connected to
   */
  public Found test(Address address) {
    ConnectionConfig config = new SavedConnection("new", "", address, false).config("url");
    var url = config.database().url();
    return new Found(
        url.database(), url.user() == null ? "" : url.user(), look(config), freeId(url.database()));
  }

  /**
   * Tests a connection, saves it and offers it.
   *
   * @param wantedId empty means one made from the database's name
   * @param name empty means the id
   * @throws ChatdataException where it can't be connected to, its role can do more than read and
   *     that isn't accepted, or the id is taken
   */
  public ConnectionInfo create(
      String wantedId, String name, Address address, boolean allowUnsafeRole) {
    String id = wantedId.isEmpty() ? freeId(address.read("url").database()) : validId(wantedId);
    String shown = name.strip();
    if (shown.length() > MOST_NAME) {
      throw Problem.of(
              Reason.INVALID_FIELD,
              "name has %d characters; the most is %d".formatted(shown.length(), MOST_NAME))
          .atField("name")
          .toException();
    }
    var wanted = new SavedConnection(id, shown.isEmpty() ? id : shown, address, allowUnsafeRole);
    Connections.Look look = look(wanted.config("url"));
    if (!look.accepted()) {
      throw Problem.of(
              Reason.UNSAFE_ROLE,
              "The role of this login can do more than read: it %s. Use a role that can only read, or accept it with allow_unsafe_role. This SQL makes a right one:\n%s"
                  .formatted(String.join(", ", look.powers()), look.roleSql()))
          .toException();
    }
    var saved =
        new SavedConnection(
            id, wanted.name(), address, allowUnsafeRole && !look.powers().isEmpty());
    saving.lock();
    try {
      Settings before = file.read();
      if (connections.has(id) || before.has(id)) {
        throw taken(id);
      }
      file.write(before.with(saved));
      log.info("Connection '{}' was created; it is saved in {}", id, file.path());
      connections.add(apart.apply(saved.config("url")));
    } finally {
      saving.unlock();
    }
    return connections.info(id);
  }

  /**
   * Removes a connection that was created here.
   *
   * @throws ChatdataException where there is none of that id, or it is the operator's
   */
  public void delete(String id) {
    saving.lock();
    try {
      connections.requireAdded(id);
      file.write(file.read().without(id));
      connections.remove(id);
      log.info("Connection '{}' was deleted", id);
    } finally {
      saving.unlock();
    }
  }

  /**
   * Checks a provider's key, saves it and uses it from now on.
   *
   * @throws ChatdataException where the provider refuses it, can't be reached, or has its key from
   *     the operator
   */
  public Provider setKey(String providerId, String given) {
    RemoteProvider provider = keyed(providerId);
    String key = given.strip();
    if (!KEY.matcher(key).matches()) {
      throw Problem.of(
              Reason.INVALID_FIELD,
              "key is no key: it has %d characters, and 8 to 1024 of ASCII without spaces are needed; copy it again, whole"
                  .formatted(key.length()))
          .atField("key")
          .toException();
    }
    RemoteProvider with = provider.withKey(Secret.saved(key));
    with.requireKey();
    saving.lock();
    try {
      file.write(file.read().withKey(provider.id(), Secret.saved(key)));
      providers.replace(with);
      log.info("The key of {} was set; it is saved in {}", provider.id(), file.path());
      return with;
    } finally {
      saving.unlock();
    }
  }

  /**
   * Forgets a key that was set here; nothing where there is none.
   *
   * @throws ChatdataException where the provider has its key from the operator
   */
  public Provider removeKey(String providerId) {
    RemoteProvider without = keyed(providerId).withKey(null);
    saving.lock();
    try {
      file.write(file.read().withoutKey(without.id()));
      providers.replace(without);
      log.info("The key of {} was removed", without.id());
      return without;
    } finally {
      saving.unlock();
    }
  }

  private Connections.Look look(ConnectionConfig config) {
    try {
      return Connections.lookAt(apart.apply(config));
    } catch (ChatdataException e) {
      // It is no connection yet, so its id says nothing.
      throw new ChatdataException(
          Problem.of(
              e.reason(),
              "Can't connect: " + e.problem().message().replaceFirst("^Connection '[^']*': ", "")),
          e);
    }
  }

  /** A provider whose key can be set here. */
  private RemoteProvider keyed(String id) {
    Provider provider = providers.get(id);
    if (provider instanceof RemoteProvider remote) {
      switch (remote.keySource()) {
        case MISSING, SAVED -> {
          return remote;
        }
        case CONFIGURED ->
            throw invalidProvider(
                "%s has its key from the operator's configuration, which wins; change it there: %s"
                    .formatted(id, remote.keyVariable()));
        case NOT_NEEDED -> {
          // Said below.
        }
      }
    }
    throw invalidProvider("%s needs no key".formatted(id));
  }

  private static ChatdataException invalidProvider(String message) {
    return Problem.of(Reason.INVALID_FIELD, message).atField("provider").toException();
  }

  private static String validId(String id) {
    if (!ConnectionConfig.ID.matcher(id).matches()) {
      throw Problem.of(
              Reason.INVALID_FIELD,
              "id is '%s'; small letters, digits, - and _ are needed, at most 63".formatted(id))
          .atField("id")
          .toException();
    }
    return id;
  }

  private static ChatdataException taken(String id) {
    return Problem.of(
            Reason.INVALID_FIELD,
            "id is '%s', which another connection has; choose another".formatted(id))
        .atField("id")
        .toException();
  }

  private String freeId(String database) {
    String plain =
        database
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9_-]+", "-")
            .replaceAll("^[-_]+|[-_]+$", "");
    String base = plain.isEmpty() ? "database" : plain.substring(0, Math.min(plain.length(), 59));
    String id = base;
    for (int i = 2; connections.has(id); i++) {
      id = base + "-" + i;
    }
    return id;
  }
}
