/** Turns: the durable log of events, the loop that writes it and the readers. */
@NullMarked
package io.chatdata.server.turn;

import org.jspecify.annotations.NullMarked;
