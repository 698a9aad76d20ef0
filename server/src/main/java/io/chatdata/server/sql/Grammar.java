package io.chatdata.server.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * PostgreSQL's grammar of SELECT as the LALR(1) automaton that bison makes of gram.y. The names and
 * the encoding of the tables are bison's (its manual, "Generated parser tables"; see
 * GenerateGrammar among the tests). Immutable and shared.
 */
final class Grammar {
  static final int ERROR = Integer.MIN_VALUE;

  private final String[] symbols;
  private final int terminals;
  private final Map<String, Integer> terminalNumbers = new HashMap<>();
  private final Map<String, Integer> keywords = new HashMap<>();
  private final Set<String> reserved;
  private final Set<String> unreserved;
  private final int[] actions;
  private final int[] defaultActions;
  private final int[] gotos;
  private final int[] defaultGotos;
  private final int[] table;
  private final int[] check;
  private final int[] ruleSymbols;
  private final int[] ruleLengths;
  private final int finalState;
  private final int noAction;
  private final int noTableEntry;

  private Grammar(Map<String, String> sections) {
    symbols = section(sections, "symbols").lines().toArray(String[]::new);
    terminals = List.of(symbols).indexOf("$accept");
    for (int i = 0; i < terminals; i++) {
      terminalNumbers.put(symbols[i], i);
    }
    for (String line : section(sections, "keywords").lines().toList()) {
      int space = line.indexOf(' ');
      keywords.put(line.substring(0, space), terminal(line.substring(space + 1)));
    }
    reserved = alternatives(section(sections, "rules"), "reserved_keyword ");
    unreserved = alternatives(section(sections, "rules"), "unreserved_keyword ");
    actions = numbers(sections, "pact");
    defaultActions = numbers(sections, "defact");
    gotos = numbers(sections, "pgoto");
    defaultGotos = numbers(sections, "defgoto");
    table = numbers(sections, "table");
    check = numbers(sections, "check");
    ruleSymbols = numbers(sections, "r1");
    ruleLengths = numbers(sections, "r2");
    finalState = numbers(sections, "final")[0];
    noAction = numbers(sections, "pact-none")[0];
    noTableEntry = numbers(sections, "table-none")[0];
  }

  /** PostgreSQL's. */
  static Grammar postgresql() {
    return Holder.POSTGRESQL;
  }

  /** Loads it once, when it is first needed. */
  private static final class Holder {
    static final Grammar POSTGRESQL = load();
  }

  private static Grammar load() {
    Map<String, String> sections = new HashMap<>();
    try (InputStream in = Grammar.class.getResourceAsStream("postgresql.grammar")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String section : text.split("\n%", -1)) {
        int end = section.indexOf('\n');
        sections.put(section.substring(0, end), section.substring(end + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Grammar(sections);
  }

  /** The terminal of this name; of a single character, in quotes: {@code '('}. */
  int terminal(String name) {
    return Objects.requireNonNull(terminalNumbers.get(name), name);
  }

  /** The terminal of a word: a keyword's, or IDENT. */
  int word(String word) {
    Integer keyword = keywords.get(word);
    return keyword == null ? terminal("IDENT") : keyword;
  }

  /** True for a word that is no name unless it stands in quotes. */
  boolean isReserved(Token token) {
    return token.kind() == TokenKind.WORD && reserved.contains(symbol(word(token.text())));
  }

  /** True for a word that PostgreSQL quotes when it writes a name. */
  boolean needsQuotes(String word) {
    Integer keyword = keywords.get(word);
    return keyword != null && !unreserved.contains(symbol(keyword));
  }

  String symbol(int number) {
    return symbols[number];
  }

  String ruleSymbol(int rule) {
    return symbols[ruleSymbols[rule]];
  }

  int ruleLength(int rule) {
    return ruleLengths[rule];
  }

  boolean isFinal(int state) {
    return state == finalState;
  }

  /**
   * What to do in a state: shift to a state if positive, reduce by the rule if negative, or ERROR.
   */
  int action(int state, int terminal) {
    if (actions[state] != noAction) {
      int index = actions[state] + terminal;
      if (index >= 0 && index < table.length && check[index] == terminal) {
        return table[index] == noTableEntry ? ERROR : table[index];
      }
    }
    return defaultActions[state] == 0 ? ERROR : -defaultActions[state];
  }

  /** The state after reducing by the rule, when this state is uncovered. */
  int afterReduce(int rule, int state) {
    int symbol = ruleSymbols[rule] - terminals;
    int index = gotos[symbol] + state;
    return index >= 0 && index < table.length && check[index] == state
        ? table[index]
        : defaultGotos[symbol];
  }

  /** The symbols that one may choose of for this one. */
  private static Set<String> alternatives(String rules, String symbol) {
    return rules
        .lines()
        .filter(rule -> rule.startsWith(symbol))
        .map(rule -> rule.substring(symbol.length()))
        .collect(Collectors.toSet());
  }

  private static String section(Map<String, String> sections, String name) {
    return Objects.requireNonNull(sections.get(name), name);
  }

  private static int[] numbers(Map<String, String> sections, String name) {
    String text = section(sections, name);
    int[] numbers = new int[text.length()];
    int count = 0;
    int position = 0;
    while (position < text.length()) {
      int end = position + 1;
      while (end < text.length() && text.charAt(end) > ' ') {
        end++;
      }
      numbers[count++] = Integer.parseInt(text, position, end, 10);
      position = end + 1;
    }
    return Arrays.copyOf(numbers, count);
  }
}
