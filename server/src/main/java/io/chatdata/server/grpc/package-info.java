/** The services, and the mapping between records and the contract. */
@NullMarked
package io.chatdata.server.grpc;

import org.jspecify.annotations.NullMarked;
