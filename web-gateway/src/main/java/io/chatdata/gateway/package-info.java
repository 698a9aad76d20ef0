/**
 * The web gateway: translates REST and server-sent events to the server's gRPC services, adds no
 * behaviour and holds no state. Also serves the browser app, health, metrics and the description of
 * itself.
 */
@NullMarked
package io.chatdata.gateway;

import org.jspecify.annotations.NullMarked;
