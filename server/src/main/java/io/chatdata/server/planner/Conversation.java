package io.chatdata.server.planner;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the last message of a conversation, with the earlier ones where it goes on from them. */
final class Conversation {
  /** How far back a message may refer over others that were not understood. */
  private static final int MOST_SKIPPED = 3;

  /** A question that is longer is none that could be read. */
  private static final int MOST_CHARACTERS = 1_000;

  private static final Reading TOO_LONG =
      new Reading.Unread(List.of(), List.of("It is too long: ask one thing in one sentence."));

  private final Reader reader;
  private final List<String> messages;

  /** What was read already; each message may be the context of several. */
  private final Map<Integer, Reading> read = new HashMap<>();

  /**
   * A conversation.
   *
   * @param messages of the person, oldest first
   */
  Conversation(Reader reader, List<String> messages) {
    this.reader = reader;
    this.messages = messages;
  }

  Reading read() {
    return at(messages.size() - 1);
  }

  private Reading at(int index) {
    Reading known = read.get(index);
    if (known == null) {
      known = find(index);
      read.put(index, known);
    }
    return known;
  }

  private Reading find(int index) {
    String message = messages.get(index);
    if (message.length() > MOST_CHARACTERS) {
      return SmallTalk.isStatement(message) ? new Reading.Statement(message.strip()) : TOO_LONG;
    }
    Sentence sentence = reader.sentence(message);
    boolean open = sentence.size() > 0 && Refiner.isOpen(sentence);
    Reading alone = open ? new Reading.Unread(List.of(), List.of()) : reader.read(message);
    if (!open && !(alone instanceof Reading.Unread)) {
      return alone;
    }
    Optional<Reading> refined = refined(index, message);
    if (refined.isPresent()) {
      return refined.get();
    }
    if (open) {
      Reading stripped =
          reader.read(message.strip().replaceFirst("(?i)^(and|but|so|then|now|ok|okay),?\\s+", ""));
      return stripped;
    }
    return SmallTalk.isStatement(message) ? new Reading.Statement(message.strip()) : alone;
  }

  private Optional<Reading> refined(int index, String message) {
    for (int before = index - 1; before >= Math.max(0, index - MOST_SKIPPED); before--) {
      Reading context = at(before);
      Optional<Draft> draft = context.refinable();
      if (draft.isPresent()) {
        return new Refiner(reader)
            .read(message, draft.get())
            .map(reading -> after(context, reading));
      }
      Optional<Reading> other = OtherTable.read(context, reader.sentence(message));
      if (other.isPresent()) {
        return other;
      }
      if (!(context instanceof Reading.Unread) && !(context instanceof Reading.Help)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** What the earlier question must look up this one must as well. */
  private static Reading after(Reading context, Reading reading) {
    if (!(context instanceof Reading.LookUp earlier)) {
      return reading;
    }
    Set<String> texts = new LinkedHashSet<>(earlier.texts());
    Set<Attribute> attributes = new HashSet<>(earlier.attributes());
    if (reading instanceof Reading.LookUp later) {
      texts.addAll(later.texts());
      attributes.addAll(later.attributes());
    }
    return new Reading.LookUp(reading.refinable().orElse(earlier.draft()), texts, attributes);
  }
}
