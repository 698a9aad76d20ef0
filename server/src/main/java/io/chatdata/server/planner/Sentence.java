package io.chatdata.server.planner;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A question, its tokens, and what they may mean in a schema at a time. */
final class Sentence {
  private final String question;
  private final List<Token> tokens;
  private final Linker linker;
  private final TimeReader times;
  private final Vocabulary vocabulary;

  /** By phrases and position, where they end; a question is read along many ways at once. */
  private final IdentityHashMap<List<Phrase>, int[]> matches = new IdentityHashMap<>();

  private final Map<Integer, List<TimeReader.Found>> timesAt = new HashMap<>();

  Sentence(String question, Vocabulary vocabulary, LocalDateTime now) {
    this.question = question;
    this.tokens = Tokenizer.tokens(question);
    this.vocabulary = vocabulary;
    this.linker = new Linker(vocabulary, question, tokens);
    this.times = new TimeReader(question, tokens, now);
  }

  String question() {
    return question;
  }

  List<Token> tokens() {
    return tokens;
  }

  int size() {
    return tokens.size();
  }

  Token token(int position) {
    return tokens.get(position);
  }

  boolean is(int position, String word) {
    return position >= 0 && position < tokens.size() && tokens.get(position).is(word);
  }

  Linker linker() {
    return linker;
  }

  List<TimeReader.Found> times(int position) {
    return timesAt.computeIfAbsent(position, times::at);
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  Optional<NumberWords.Found> number(int position) {
    return NumberWords.at(tokens, position);
  }

  /** Where the longest of some phrases ends that starts at a position; -1 when none does. */
  int match(List<Phrase> phrases, int position) {
    if (position < 0 || position >= tokens.size()) {
      return -1;
    }
    int[] ends = matches.computeIfAbsent(phrases, key -> new int[tokens.size()]);
    if (ends[position] == 0) {
      ends[position] = Phrase.longest(phrases, tokens, position);
    }
    return ends[position];
  }

  /** The question's own words from a token to before another. */
  String text(int from, int to) {
    return question.substring(tokens.get(from).start(), tokens.get(to - 1).end());
  }

  /** A noun for the columns whose names end in one of some words, the likeliest first. */
  Optional<Noun> column(String text, List<String> words) {
    List<Link> links = new ArrayList<>();
    int cost = 1;
    for (String word : words) {
      for (Attribute attribute : vocabulary.attributes(Set.of(word))) {
        if (attribute.isNumber() && attribute.words().getLast().equals(word)) {
          links.add(new Link.ToColumn(attribute, false, cost));
        }
      }
      cost += 2;
    }
    return links.isEmpty() ? Optional.empty() : Optional.of(new Noun(text, links, false));
  }

  /** The next position that no filler word is at. */
  int skipFillers(int position) {
    int next = position;
    while (next < tokens.size()
        && tokens.get(next).isWord()
        && Lexicon.FILLER.contains(tokens.get(next).lower())) {
      next++;
    }
    return next;
  }
}
