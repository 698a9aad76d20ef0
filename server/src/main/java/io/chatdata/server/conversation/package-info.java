/** Conversations and their messages. */
@NullMarked
package io.chatdata.server.conversation;

import org.jspecify.annotations.NullMarked;
