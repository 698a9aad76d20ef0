package io.chatdata.server.planner;

import java.util.List;

/** Says what could not be read, and what can be asked instead. */
final class UnreadAnswer implements Answerer {
  private final Reading.Unread reading;
  private final List<String> examples;

  UnreadAnswer(Reading.Unread reading, List<String> examples) {
    this.reading = reading;
    this.examples = examples;
  }

  @Override
  public Step next(Outcomes outcomes) {
    StringBuilder text =
        new StringBuilder("I couldn't read that for certain, so I don't answer it.");
    if (!reading.words().isEmpty()) {
      text.append(" I don't know what to do with ")
          .append(
              Markdown.and(
                  reading.words().stream()
                      .limit(6)
                      .map(word -> "“" + Markdown.escape(word) + "”")
                      .toList()))
          .append('.');
    }
    for (String reason : reading.reasons()) {
      text.append(' ').append(reason);
    }
    if (reading.words().isEmpty() && reading.reasons().isEmpty()) {
      text.append(" I know its words but not how they fit together; put it more simply.");
    }
    text.append("\n\n").append(HelpAnswer.ABILITIES);
    text.append(HelpAnswer.examples(examples));
    return Step.answer(text.toString(), examples);
  }
}
