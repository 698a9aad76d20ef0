package io.chatdata.server.planner;

import java.util.List;

/** Says what can be asked. */
final class HelpAnswer implements Answerer {
  static final String ABILITIES =
      "I read plain questions without a language model: which databases, schemas and tables there"
          + " are, a table's structure, sample rows, profile, statistics, patterns and data"
          + " quality, the most common values of a column, and counts, sums, averages, top lists"
          + " and simple lists, with filters, periods and groups.";

  private final Reading.Help.Kind kind;
  private final List<String> examples;

  HelpAnswer(Reading.Help.Kind kind, List<String> examples) {
    this.kind = kind;
    this.examples = examples;
  }

  @Override
  public Step next(Outcomes outcomes) {
    String start =
        switch (kind) {
          case GREETING -> "Hello! ";
          case THANKS -> "You're welcome. ";
          case ABILITIES -> "";
        };
    return Step.answer(start + ABILITIES + examples(examples), examples);
  }

  /** Questions to try, as a paragraph; empty where there are none. */
  static String examples(List<String> examples) {
    return examples.isEmpty()
        ? ""
        : "\n\nYou could ask:\n\n"
            + Markdown.bullets(examples.stream().map(Markdown::escape).toList());
  }
}
