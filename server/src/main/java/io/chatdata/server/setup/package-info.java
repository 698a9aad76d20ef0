/** What a person sets up while the server runs: connections and keys of providers. */
@NullMarked
package io.chatdata.server.setup;

import org.jspecify.annotations.NullMarked;
