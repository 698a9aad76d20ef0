/** Traces: what caused what over all of chatdata's programs. The only importer of OpenTelemetry. */
@org.jspecify.annotations.NullMarked
package io.chatdata.telemetry;
