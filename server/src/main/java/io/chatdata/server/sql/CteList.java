package io.chatdata.server.sql;

import io.chatdata.server.sql.SyntaxNode.Branch;
import org.jspecify.annotations.Nullable;

/** The queries of WITH that can be named at some place, the innermost first. */
final class CteList {
  static final CteList EMPTY = new CteList(null, null);

  private final @Nullable Cte cte;
  private final @Nullable CteList next;

  private CteList(@Nullable Cte cte, @Nullable CteList next) {
    this.cte = cte;
    this.next = next;
  }

  CteList plus(Cte added) {
    return new CteList(added, this);
  }

  @Nullable Cte find(String name) {
    for (CteList list = this; list != null; list = list.next) {
      if (list.cte != null && list.cte.name.equals(name)) {
        return list.cte;
      }
    }
    return null;
  }

  /** One query of a WITH. */
  static final class Cte {
    final String name;

    /** Its common_table_expr. */
    final Branch node;

    /** What it can name itself; set before it is looked at. */
    CteList visible = EMPTY;

    /** The query around the one that has the WITH. */
    @Nullable Scope outer;

    boolean begun;

    /** What it gives; of a recursive one at first what its first part gives. */
    @Nullable QueryColumns columns;

    RowOrigin rows = RowOrigin.CONSTANT;

    Cte(Branch node) {
      this.node = node;
      name = node.child(0).name().last();
    }
  }
}
