/** The store: embedded or a server's PostgreSQL, its pools, leases and notifications. */
@NullMarked
package io.chatdata.server.store;

import org.jspecify.annotations.NullMarked;
