package io.chatdata.server.explorer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What came of a tool call, for the person and for the model.
 *
 * @param outcome the whole
 * @param modelOutput the compact preview that a model is given; a function of the outcome
 */
public record ToolReply(ToolOutcome outcome, JsonNode modelOutput) {}
