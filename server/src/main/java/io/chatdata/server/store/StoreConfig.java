package io.chatdata.server.store;

import io.chatdata.server.base.DatabaseUrl;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the store is.
 *
 * @param home the data folder; holds the embedded database where url is null
 * @param url a PostgreSQL server's database; null means the embedded one
 * @param migrate whether to bring the schema up to date at start, for which the login needs to be
 *     able to create schemas and tables
 */
public record StoreConfig(Path home, @Nullable DatabaseUrl url, boolean migrate) {}
