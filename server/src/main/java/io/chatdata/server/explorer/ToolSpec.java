package io.chatdata.server.explorer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool as a model is told of it.
 *
 * @param name such as run_query
 * @param description what it does and when to use it
 * @param parameters JSON Schema of its arguments, an object without further properties
 */
public record ToolSpec(String name, String description, ObjectNode parameters) {}
