package io.chatdata.server.setup;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;

/**
 * A database's address as a person gave it.
 *
 * @param url may hold the login
 * @param user empty means that of the URL
 * @param password empty means that of the URL
 */
public record Address(Secret url, String user, Secret password) {
  /**
   * Reads it.
   *
   * @param name what it was given as, for messages
   * @throws ChatdataException naming what is wrong with it, never the password
   */
  DatabaseUrl read(String name) {
    DatabaseUrl parsed = DatabaseUrl.parse(name, url.reveal());
    if (user.isEmpty() && parsed.user() == null) {
      throw Problem.of(Reason.INVALID_FIELD, name + " has no user; give the login's name")
          .atField("user")
          .toException();
    }
    return parsed.withLogin(
        user.isEmpty() ? parsed.user() : user,
        password.reveal().isEmpty() ? parsed.password() : password);
  }
}
