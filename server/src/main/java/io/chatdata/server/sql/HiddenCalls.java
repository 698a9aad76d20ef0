package io.chatdata.server.sql;

import io.chatdata.server.sql.UserCode.Cast;
import io.chatdata.server.sql.UserCode.Domain;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * Wall 4, what no call is written for: casts, which PostgreSQL also applies by itself, and the
 * checks of domains.
 */
final class HiddenCalls {
  /** These make the values of a row's columns, which a domain's check then sees. */
  private static final Set<String> ROW_MAKERS =
      Set.of(
          "json_populate_record",
          "json_populate_recordset",
          "jsonb_populate_record",
          "jsonb_populate_record_valid",
          "jsonb_populate_recordset",
          "populate_record");

  private final Set<String> read;
  private final NameCheck.Named named;

  private HiddenCalls(Set<String> read, NameCheck.Named named) {
    this.read = read;
    this.named = named;
  }

  /**
   * Refuses a statement that could run what may change something.
   *
   * @param tables all that it reads
   */
  static void check(UserCode code, Set<Catalog.Table> tables, NameCheck.Named named) {
    if (code.casts().isEmpty() && code.domains().isEmpty()) {
      return;
    }
    var statement = new HiddenCalls(types(tables), named);
    code.casts().forEach(statement::cast);
    code.domains().forEach(statement::domain);
  }

  private void cast(Cast cast) {
    // a type of PostgreSQL's own is everywhere
    boolean met = !cast.source().contains(".") || reads(cast.sources()) || names(cast.sources());
    if (met && (cast.unasked() || names(cast.targets()))) {
      throw new RefusedSqlException(
          GuardRule.CODE_MAY_CHANGE_DATA,
          0,
          "The database has a cast from %s to %s by the function %s, which is VOLATILE and so may change something; its owner can declare it STABLE or IMMUTABLE"
              .formatted(cast.source(), cast.target(), cast.function()));
    }
  }

  private void domain(Domain domain) {
    boolean made = named.calls().stream().anyMatch(ROW_MAKERS::contains) && reads(domain.holders());
    if (made || names(domain.holders())) {
      throw new RefusedSqlException(
          GuardRule.CODE_MAY_CHANGE_DATA,
          0,
          "Values of the type %s are checked by the function %s, which is VOLATILE and so may change something; its owner can declare it STABLE or IMMUTABLE"
              .formatted(domain.name(), domain.function()));
    }
  }

  /** Those of tables' rows and of their columns; of arrays those of their elements. */
  private static Set<String> types(Set<Catalog.Table> tables) {
    Set<String> types = new HashSet<>();
    for (Catalog.Table table : tables) {
      types.add(table.schema() + "." + table.name());
      table
          .columns()
          .forEach(column -> types.add(Overloads.element(ExpressionType.of(column.type()))));
    }
    return types;
  }

  /** True when the statement reads one of these types, or one that can't be told. */
  private boolean reads(Set<String> types) {
    return read.contains("") || !Collections.disjoint(read, types);
  }

  private boolean names(Set<String> types) {
    return types.stream()
        .anyMatch(
            type ->
                named.types().stream()
                    .anyMatch(name -> type.equals(name) || type.endsWith("." + name)));
  }
}
