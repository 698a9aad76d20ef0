package io.chatdata.server.sql;

import io.chatdata.server.base.Reason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the guard checked and measured of one statement.
 *
 * @param allowed whether it may run
 * @param wall the wall that decided, 0 to 7; for an allowed statement the last one passed
 * @param rule short name of the rule that refused it; empty when allowed
 * @param message what was wrong and how to write it instead; empty when allowed
 * @param position where in the caller's own text, in characters from 1; 0 when not known
 * @param canonicalSql the statement as it was checked and sent; empty when refused before that
 * @param tables tables it reads, each as schema.name
 * @param planCost the planner's estimate; null when it was not asked
 * @param rows rows that came back
 * @param bytes bytes of their values
 * @param bytesToModel bytes of them that were given to a model
 * @param aggregates true when each of its rows stands for many: what {@link RowsToModel#AGGREGATES}
 *     lets through
 * @param elapsed how long it took, checks included
 * @param timeZone IANA name of the zone that it ran in
 * @param sqlstate the database's error code; empty when it answered without one
 * @param warnings what a person should know: an override in force, values that were cut
 * @param reason why it was refused or failed, for a program; null when neither
 */
public record Receipt(
    boolean allowed,
    int wall,
    String rule,
    String message,
    int position,
    String canonicalSql,
    List<String> tables,
    @Nullable Double planCost,
    int rows,
    long bytes,
    long bytesToModel,
    RowsToModel rowsToModel,
    boolean aggregates,
    Duration elapsed,
    String timeZone,
    String sqlstate,
    List<String> warnings,
    @Nullable Reason reason) {
  public Receipt {
    tables = List.copyOf(tables);
    warnings = List.copyOf(warnings);
  }

  /** The same, after so many bytes of its rows were given to a model. */
  public Receipt withBytesToModel(long given) {
    return new Receipt(
        allowed,
        wall,
        rule,
        message,
        position,
        canonicalSql,
        tables,
        planCost,
        rows,
        bytes,
        given,
        rowsToModel,
        aggregates,
        elapsed,
        timeZone,
        sqlstate,
        warnings,
        reason);
  }
}
