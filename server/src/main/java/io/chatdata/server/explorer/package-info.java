/** The tools, over the configured connections. */
@NullMarked
package io.chatdata.server.explorer;

import org.jspecify.annotations.NullMarked;
