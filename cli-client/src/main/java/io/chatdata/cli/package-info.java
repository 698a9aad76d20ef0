/** The chatdata command: a gRPC client of the server for people and scripts. */
@NullMarked
package io.chatdata.cli;

import org.jspecify.annotations.NullMarked;
