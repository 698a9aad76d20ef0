package io.chatdata.server.planner;

import java.util.List;
import java.util.Optional;

/** The kinds of question about the database itself, most particular first. */
final class Topics {
  private static final List<Topic> ALL =
      List.of(
          SchemaTopics.databases(),
          SchemaTopics.schemas(),
          SchemaTopics.tables(),
          SchemaTopics.contents(),
          DataTopics.topValues(),
          DataTopics.sample(),
          DataTopics.profile(),
          DataTopics.quality(),
          DataTopics.statistics(),
          DataTopics.patterns(),
          SchemaTopics.relations(),
          SchemaTopics.structure());

  private Topics() {}

  static Optional<Reading> read(Sentence sentence) {
    for (Topic topic : ALL) {
      Optional<Reading> reading = topic.read(sentence);
      if (reading.isPresent()) {
        return reading;
      }
    }
    return Optional.empty();
  }
}
