/** The built-in planner: questions to tool calls without a model. */
@NullMarked
package io.chatdata.server.planner;

import org.jspecify.annotations.NullMarked;
