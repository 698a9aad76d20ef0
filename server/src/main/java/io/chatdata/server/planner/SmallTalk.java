package io.chatdata.server.planner;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Messages that ask nothing of the data: greetings, thanks, help, and wishes to change something.
 */
final class SmallTalk {
  private static final List<Phrase> GREETINGS =
      Phrase.all(
          "hello|hi|hey|hallo|howdy|greetings there?|all?|everyone?",
          "good morning|afternoon|evening|day");
  private static final List<Phrase> THANKS =
      Phrase.all(
          "thanks|thx|cheers a? lot?",
          "thank you very? much?",
          "many thanks",
          "great|perfect|awesome|nice|cool|ok|okay|good|super thanks?|thank? you?");
  private static final List<Phrase> ABILITIES =
      Phrase.all(
          "help me? please?",
          "what can you do|answer for? me?",
          "what can|could|should|may i ask you? about?",
          "what do you do|know",
          "who|what are you",
          "how does this|it work",
          "how do i use this|it|you",
          "what questions|kind|kinds of? questions? can i|you ask|answer",
          "what are your capabilities|abilities",
          "how can you help me?");
  private static final Pattern CHANGE =
      Pattern.compile(
          "(?i)^\\W*(?:please\\s+|can you\\s+|could"
              + " you\\s+)?(delete|drop|truncate|insert|update|alter|create table|create"
              + " index|grant|revoke)\\s+(?:all|the|every|from|into|table|a|an|this|these|my|our|\\w+\\s+set|rows?|\\w+).*",
          Pattern.DOTALL);
  private static final Pattern SQL =
      Pattern.compile("(?is)^\\s*(?:select\\b.*|with\\s+\\w+\\s+as\\s*\\(.*)");
  private static final Set<String> MARKS = Set.of("!", ".", ",", "?", ":", ")", "-");

  private SmallTalk() {}

  static Optional<Reading> read(Sentence sentence) {
    int end = sentence.size();
    while (end > 0 && MARKS.contains(sentence.token(end - 1).text())) {
      end--;
    }
    if (isWhole(GREETINGS, sentence, end)) {
      return Optional.of(new Reading.Help(Reading.Help.Kind.GREETING));
    }
    if (isWhole(THANKS, sentence, end)) {
      return Optional.of(new Reading.Help(Reading.Help.Kind.THANKS));
    }
    if (isWhole(ABILITIES, sentence, end)) {
      return Optional.of(new Reading.Help(Reading.Help.Kind.ABILITIES));
    }
    var change = CHANGE.matcher(sentence.question());
    if (change.matches()) {
      return Optional.of(new Reading.Change(change.group(1).toLowerCase(java.util.Locale.ROOT)));
    }
    return Optional.empty();
  }

  /** True for a text that is rather a statement than English. */
  static boolean isStatement(String message) {
    String text = message.strip();
    return SQL.matcher(text).matches()
        && (text.toLowerCase(java.util.Locale.ROOT).contains(" from ")
            || text.contains("(")
            || text.contains("\n"))
        && !text.endsWith("?");
  }

  private static boolean isWhole(List<Phrase> phrases, Sentence sentence, int end) {
    return sentence.match(phrases, 0) >= end && end > 0;
  }
}
