package io.chatdata.server.planner;

import java.util.List;

/**
 * What a row must be. A path only goes up, from the row to the one that is looked at, unless it is
 * said otherwise.
 */
sealed interface Filter {
  List<Hop> path();

  /**
   * A column has one of some values.
   *
   * @param spellings the values as they stand in the database
   * @param loose several spellings of one value: blanks around and capitals don't count
   */
  record OneOf(
      List<Hop> path, Attribute attribute, List<String> spellings, boolean loose, boolean negated)
      implements Filter {
    public OneOf {
      path = List.copyOf(path);
      spellings = List.copyOf(spellings);
    }

    OneOf positive() {
      return new OneOf(path, attribute, spellings, loose, false);
    }
  }

  record Is(List<Hop> path, Attribute flag, boolean value) implements Filter {
    public Is {
      path = List.copyOf(path);
    }
  }

  record Compared(List<Hop> path, Measure measure, NumberTest test) implements Filter {
    public Compared {
      path = List.copyOf(path);
    }
  }

  record Filled(List<Hop> path, Attribute attribute, boolean filled) implements Filter {
    public Filled {
      path = List.copyOf(path);
    }
  }

  record Within(List<Hop> path, Attribute attribute, Window window) implements Filter {
    public Within {
      path = List.copyOf(path);
    }
  }

  record Like(List<Hop> path, Attribute attribute, Condition.Place place, String text)
      implements Filter {
    public Like {
      path = List.copyOf(path);
    }
  }

  record KeyIs(List<Hop> path, Attribute key, String value) implements Filter {
    public KeyIs {
      path = List.copyOf(path);
    }
  }

  /**
   * There are rows, or none, that are connected to it and pass filters of their own.
   *
   * @param down from the end of the path to those rows; starts with a step down
   */
  record Has(List<Hop> path, List<Hop> down, List<Filter> filters, boolean exists)
      implements Filter {
    public Has {
      path = List.copyOf(path);
      down = List.copyOf(down);
      filters = List.copyOf(filters);
    }
  }

  /** So many rows refer to it that pass filters of their own. */
  record HasCount(List<Hop> path, Hop down, List<Filter> filters, NumberTest test)
      implements Filter {
    public HasCount {
      path = List.copyOf(path);
      filters = List.copyOf(filters);
    }
  }

  /**
   * A measure of the rows that are connected to it adds up to so much.
   *
   * @param base the table whose rows have the measure
   * @param up from there to the row
   */
  record HasSum(
      List<Hop> path,
      Entity base,
      List<Hop> up,
      Measure measure,
      List<Filter> filters,
      NumberTest test)
      implements Filter {
    public HasSum {
      path = List.copyOf(path);
      up = List.copyOf(up);
      filters = List.copyOf(filters);
    }
  }
}
