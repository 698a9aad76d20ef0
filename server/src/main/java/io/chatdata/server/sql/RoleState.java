package io.chatdata.server.sql;

import java.util.List;

/**
 * What wall 0 found of a connection's role.
 *
 * @param checked false until the database was reached for the first time
 * @param powers what the role can do besides reading, in words; empty means nothing
 * @param overridden the operator accepts it all the same
 * @param advice SQL that makes a right role, and the name of the override; empty when not needed
 */
public record RoleState(boolean checked, List<String> powers, boolean overridden, String advice) {
  public RoleState {
    powers = List.copyOf(powers);
  }

  /** What it can do besides reading, to follow "its role". */
  String inWords() {
    int last = powers.size() - 1;
    return last == 0
        ? powers.getFirst()
        : String.join(", ", powers.subList(0, last)) + " and " + powers.get(last);
  }

  /** True when statements may run. */
  public boolean accepted() {
    return checked && (powers.isEmpty() || overridden);
  }
}
