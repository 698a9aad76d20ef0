package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What each wall is worth: how many of the hostile statements that must not run do harm when it
 * stands alone, and how many when it alone is missing. No count may grow.
 *
 * <p>The build judges what stands alone by its verdict and runs what a missing wall lets through;
 * with {@code -Dguard.all} all that a wall lets through is run, each on a database of its own.
 */
@Timeout(3600)
class WallsTest {
  /** Those that say by the text and the catalog whether a statement may run. */
  private static final Set<Integer> JUDGING = Set.of(1, 2, 3, 4);

  private static final List<Integer> BEHIND_THE_ROLE = List.of(1, 2, 3, 4, 5, 6, 7);

  private static final Set<Integer> ALL =
      IntStream.rangeClosed(0, 9).boxed().collect(Collectors.toSet());

  private static final String READER = Victim.READER;
  private static final String SUPERUSER = "super";

  private static final boolean FULL = System.getProperty("guard.all") != null;

  private final List<Corpus.Line> lines = lines(Set.of("must", "policy", "malformed"));
  private final Map<String, Integer> counts = new TreeMap<>();

  private static List<Corpus.Line> lines(Set<String> tiers) {
    return Corpus.own().hostile().stream().filter(line -> tiers.contains(line.tier())).toList();
  }

  @Test
  void noWallHoldsLessThanItDid() throws SQLException, IOException {
    try (WallTrial trial = new WallTrial(Corpus.own())) {
      for (int wall : JUDGING) {
        counts.put("only.%d.let".formatted(wall), let(trial, wall).size());
      }
      for (int wall : BEHIND_THE_ROLE) {
        for (String role : FULL ? List.of(SUPERUSER, READER) : List.of(SUPERUSER)) {
          count("without.%d.%s".formatted(wall, role), trial.harm(without(wall), role, lines));
        }
      }
      if (FULL) {
        alone(trial);
        WallTrial.Harm greedy = trial.harm(without(6), READER, lines(Set.of(Corpus.GREEDY)));
        counts.put("without.6.greedy", greedy.stopped().size());
      }
    }
    counts.forEach((name, count) -> System.out.printf("%s=%d%n", name, count));
    System.out.printf("of %d hostile statements%n", lines.size());
    assertEquals(List.of(), grown());
  }

  private static Set<Integer> without(int wall) {
    Set<Integer> others = new TreeSet<>(ALL);
    others.remove(wall);
    return others;
  }

  /** What a wall that judges lets through. */
  private Set<String> let(WallTrial trial, int wall) {
    var only = new SomeWalls(Set.of(wall), trial.catalog(SUPERUSER));
    return lines.stream()
        .filter(line -> only.lets(line.sql()))
        .map(Corpus.Line::id)
        .collect(Collectors.toSet());
  }

  private void alone(WallTrial trial) throws SQLException {
    WallTrial.Harm none = trial.harm(Set.of(), SUPERUSER, lines);
    count("none", none);
    for (int wall : List.of(1, 3, 4)) {
      // they change no text, so that what they let through does the same as without them
      count("only." + wall, none.and(let(trial, wall)));
    }
    for (int wall : List.of(2, 5, 6, 7)) {
      count("only." + wall, trial.harm(Set.of(wall), SUPERUSER, lines));
    }
    count("only.0", trial.harm(Set.of(0), READER, lines));
  }

  private void count(String name, WallTrial.Harm harm) {
    counts.put(name + ".ran", harm.ran().size());
    counts.put(name + ".left", harm.left().size());
    if (!name.equals("none") && !name.startsWith("only")) {
      System.out.printf("%s ran %s%n", name, new TreeSet<>(harm.ran()));
    }
  }

  /** Counts over those that were measured before. One that has fallen is to be lowered there. */
  private List<String> grown() throws IOException {
    var known = new Properties();
    try (InputStream in = WallsTest.class.getResourceAsStream("walls.properties")) {
      known.load(in);
    }
    return counts.entrySet().stream()
        .filter(
            count -> count.getValue() > Integer.parseInt(known.getProperty(count.getKey(), "0")))
        .map(count -> "%s, was %s".formatted(count, known.getProperty(count.getKey())))
        .toList();
  }
}
