package io.chatdata.server.planner;

import io.chatdata.server.explorer.Names;
import java.util.List;

/** What rows are grouped by. Each path only goes up, so that a row falls into one group. */
sealed interface Dimension {
  List<Hop> path();

  record ByColumn(List<Hop> path, Attribute attribute) implements Dimension {
    public ByColumn {
      path = List.copyOf(path);
    }
  }

  /** The row at the end of the path, by its key, shown with its name. */
  record ByEntity(List<Hop> path, Entity entity) implements Dimension {
    public ByEntity {
      path = List.copyOf(path);
    }
  }

  record ByTime(List<Hop> path, Attribute attribute, TimeUnit unit) implements Dimension {
    public ByTime {
      path = List.copyOf(path);
    }
  }

  /** In words, such as segment. */
  default String spoken() {
    return switch (this) {
      case ByColumn(List<Hop> path, Attribute attribute) -> Names.spoken(attribute.name());
      case ByEntity(List<Hop> path, Entity entity) -> entity.singular();
      case ByTime(List<Hop> path, Attribute attribute, TimeUnit unit) -> unit.spoken();
    };
  }
}
