package io.chatdata.server.sql;

import java.util.List;
import java.util.stream.Collectors;

/** Why a table can't be read, and which can. */
final class TableAdvice {
  /** How many names a message lists. */
  private static final int SHOWN = 20;

  private TableAdvice() {}

  static RefusedSqlException refusal(Name name, KnownNames names) {
    if (KnownNames.isSystem(name)) {
      return new RefusedSqlException(
          GuardRule.SYSTEM_TABLE,
          name.offset(),
          "The system's table %s can't be read; list_schemas, list_tables and get_table_info tell what there is"
              .formatted(name));
    }
    return new RefusedSqlException(
        GuardRule.UNKNOWN_TABLE,
        name.offset(),
        "There is no table %s that can be read; %s".formatted(name, advice(name, names.catalog())));
  }

  /** Refuses a view that runs functions that may change something. */
  static RefusedSqlException changing(Name view, List<String> functions) {
    return new RefusedSqlException(
        GuardRule.CODE_MAY_CHANGE_DATA,
        view.offset(),
        "The view %s calls %s, which is VOLATILE and so may change something; its owner can declare it STABLE or IMMUTABLE"
            .formatted(view, String.join(" and ", functions)));
  }

  private static String advice(Name name, Catalog catalog) {
    List<String> elsewhere =
        catalog.tables().stream()
            .filter(table -> table.name().equalsIgnoreCase(name.last()))
            .map(TableAdvice::written)
            .toList();
    if (!elsewhere.isEmpty()) {
      return "did you mean " + String.join(" or ", elsewhere) + "?";
    }
    if (name.parts().size() == 1 && name.last().equals("dual")) {
      return "leave FROM dual out";
    }
    if (catalog.tables().size() > SHOWN) {
      return "list_tables tells which there are";
    }
    return catalog.tables().isEmpty()
        ? "there are none"
        : "there is: "
            + catalog.tables().stream().map(TableAdvice::written).collect(Collectors.joining(", "));
  }

  /** As a statement would write it. */
  private static String written(Catalog.Table table) {
    return written(table.schema()) + "." + written(table.name());
  }

  private static String written(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : SqlNames.quote(name);
  }
}
