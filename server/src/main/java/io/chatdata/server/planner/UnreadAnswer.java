package io.chatdata.server.planner;

import java.util.List;
import java.util.Optional;

/** Says what could not be read, and what can be asked instead. */
final class UnreadAnswer implements Answerer {
  private final Reading.Unread reading;
  private final List<String> examples;
  private final Optional<String> meant;

  /**
   * An answer to a message that was not understood.
   *
   * @param meant the message without slips, where it can be read then
   */
  UnreadAnswer(Reading.Unread reading, List<String> examples, Optional<String> meant) {
    this.reading = reading;
    this.examples = examples;
    this.meant = meant;
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
    meant.ifPresent(
        other -> text.append(" Did you mean “").append(Markdown.escape(other)).append("”?"));
    text.append("\n\n").append(HelpAnswer.ABILITIES);
    text.append(HelpAnswer.examples(examples));
    return new Step.Answer(text.toString(), examples, meant.stream().toList());
  }
}
