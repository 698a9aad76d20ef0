/** What every package uses: the one exception, secrets, JSON, cancellation. */
@NullMarked
package io.chatdata.server.base;

import org.jspecify.annotations.NullMarked;
