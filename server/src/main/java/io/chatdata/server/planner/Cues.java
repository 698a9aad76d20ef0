package io.chatdata.server.planner;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The words by which questions are asked, as opposed to those that name what they are about. */
final class Cues {
  static final Set<String> WORDS =
      set(
          "average avg mean median total sum count number top bottom best worst highest lowest"
              + " largest smallest biggest",
          "greatest most least fewest minimum maximum min max per group grouped split broken"
              + " breakdown last next previous",
          "current today yesterday tomorrow week month quarter year day hour daily weekly monthly"
              + " quarterly yearly annual",
          "date time percentage percent share proportion distinct unique different sample example"
              + " row record entry table",
          "column field schema database connection view structure profile statistics stats summary"
              + " pattern trend insight",
          "quality issue problem common frequent value order sorted ascending descending first"
              + " since until before after",
          "between during empty missing null once twice time times selling sold popular expensive"
              + " cheap cheapest latest",
          "newest oldest earliest recent overall combined exactly equal descending weekday selling"
              + " seller");

  private Cues() {}

  private static Set<String> set(String... lines) {
    Set<String> words = new HashSet<>();
    List.of(lines).forEach(line -> words.addAll(Arrays.asList(line.split(" ", -1))));
    return Set.copyOf(words);
  }
}
