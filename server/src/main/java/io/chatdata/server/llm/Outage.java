package io.chatdata.server.llm;

import java.time.Instant;

/**
 * A provider that kept failing and is not asked for a while.
 *
 * @param message what happened and when it is asked again, for people
 * @param until when it is asked again
 */
public record Outage(String message, Instant until) {}
