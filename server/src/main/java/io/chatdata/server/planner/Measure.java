package io.chatdata.server.planner;

import java.util.List;
import java.util.Optional;

/** A number that a row has. */
sealed interface Measure {
  /** The value of a column of the row, or of the one row at the end of a path. */
  record OfColumn(List<Hop> path, Attribute attribute) implements Measure {
    public OfColumn {
      path = List.copyOf(path);
    }
  }

  /**
   * Quantity times price of the row, as a line of an order has them.
   *
   * @param discount a share from 0 to 1 that is taken off
   */
  record OfLine(Attribute quantity, Attribute price, Optional<Attribute> discount)
      implements Measure {}

  /** The sum over the rows that refer to the row. */
  record OfChildren(Hop down, Measure each) implements Measure {}

  /** In words, such as total_amount or quantity × unit_price. */
  default String spoken() {
    return switch (this) {
      case OfColumn(List<Hop> path, Attribute attribute) -> "`" + attribute.qualified() + "`";
      case OfLine(Attribute quantity, Attribute price, Optional<Attribute> discount) ->
          "`"
              + quantity.qualified()
              + "` × `"
              + price.name()
              + "`"
              + discount.map(share -> " × (1 − `" + share.name() + "`)").orElse("");
      case OfChildren(Hop down, Measure each) ->
          "the sum of " + each.spoken() + " over the rows of `" + down.to().name() + "`";
    };
  }
}
