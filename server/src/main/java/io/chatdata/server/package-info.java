/** The gRPC server: configuration, wiring, start and stop. */
@NullMarked
package io.chatdata.server;

import org.jspecify.annotations.NullMarked;
