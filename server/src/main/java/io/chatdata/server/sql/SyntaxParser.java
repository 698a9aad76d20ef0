package io.chatdata.server.sql;

import io.chatdata.server.sql.SyntaxNode.Branch;
import io.chatdata.server.sql.SyntaxNode.Leaf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a SELECT with PostgreSQL's grammar: bison's push-down loop, without recursion, so that no
 * text can overflow the stack or take more than time linear in its length.
 */
final class SyntaxParser {
  /** Words that begin statements which are no queries. */
  private static final Set<String> STATEMENTS =
      Set.of(
          """
          abort alter analyze begin call checkpoint close cluster comment commit copy create
          deallocate declare delete desc describe discard do drop end execute explain fetch grant
          import insert listen load lock merge move notify pragma prepare reassign refresh reindex
          release replace reset revoke rollback savepoint security set show start truncate unlisten
          update upsert use vacuum
          """
              .strip()
              .split("\\s+"));

  /** Behind these a name is likely to be meant. */
  private static final Set<String> NAME_FOLLOWS = Set.of("from", "join", "as", "by", "select", ".");

  private final Grammar grammar;
  private final List<SyntaxNode> nodes = new ArrayList<>();
  private int[] states = new int[64];

  private SyntaxParser(Grammar grammar) {
    this.grammar = grammar;
  }

  static SyntaxNode parse(Grammar grammar, List<Token> tokens) {
    return new SyntaxParser(grammar).parse(tokens);
  }

  private SyntaxNode parse(List<Token> tokens) {
    int[] terminals = terminals(tokens);
    int next = 0;
    while (!grammar.isFinal(state())) {
      int terminal = next < terminals.length ? terminals[next] : 0;
      int action = grammar.action(state(), terminal);
      if (action == Grammar.ERROR) {
        throw syntaxError(grammar, tokens, next);
      } else if (action < 0) {
        reduce(-action);
      } else {
        push(
            action,
            new Leaf(
                grammar.symbol(terminal), next < tokens.size() ? tokens.get(next) : end(tokens)));
        next++;
      }
    }
    return nodes.getFirst();
  }

  private void reduce(int rule) {
    int size = nodes.size() - grammar.ruleLength(rule);
    List<SyntaxNode> children = nodes.subList(size, nodes.size());
    SyntaxNode node = new Branch(grammar.ruleSymbol(rule), children);
    children.clear();
    push(grammar.afterReduce(rule, state()), node);
  }

  private void push(int state, SyntaxNode node) {
    nodes.add(node);
    if (nodes.size() == states.length) {
      states = Arrays.copyOf(states, states.length * 2);
    }
    states[nodes.size()] = state;
  }

  private int state() {
    return states[nodes.size()];
  }

  /** The terminals of the tokens, some of which depend on the next one (base_yylex in parser.c). */
  private int[] terminals(List<Token> tokens) {
    int[] terminals = new int[tokens.size()];
    for (int i = 0; i < terminals.length; i++) {
      String next =
          i + 1 < terminals.length && tokens.get(i + 1).kind() == TokenKind.WORD
              ? tokens.get(i + 1).text()
              : "";
      terminals[i] = terminal(tokens.get(i), next);
    }
    return terminals;
  }

  private int terminal(Token token, String nextWord) {
    String text = token.text();
    return switch (token.kind()) {
      case WORD -> {
        boolean lookAhead =
            switch (text) {
              case "format" -> nextWord.equals("json");
              case "not" ->
                  switch (nextWord) {
                    case "between", "in", "like", "ilike", "similar" -> true;
                    default -> false;
                  };
              case "nulls" -> nextWord.equals("first") || nextWord.equals("last");
              case "with" -> nextWord.equals("time") || nextWord.equals("ordinality");
              case "without" -> nextWord.equals("time");
              default -> false;
            };
        yield lookAhead
            ? grammar.terminal(text.toUpperCase(Locale.ROOT) + "_LA")
            : grammar.word(text);
      }
      case QUOTED_NAME -> grammar.terminal("IDENT");
      case STRING -> grammar.terminal("SCONST");
      case BITS -> grammar.terminal(text.startsWith("B") ? "BCONST" : "XCONST");
      case NUMBER -> grammar.terminal(NumberLiteral.isInt4(text) ? "ICONST" : "FCONST");
      case OPERATOR ->
          grammar.terminal(
              switch (text) {
                case "<=" -> "LESS_EQUALS";
                case ">=" -> "GREATER_EQUALS";
                case "<>" -> "NOT_EQUALS";
                case "=>" -> "EQUALS_GREATER";
                case "+", "-", "*", "/", "%", "^", "<", ">", "=" -> "'" + text + "'";
                default -> "Op";
              });
      case PUNCTUATION ->
          grammar.terminal(
              switch (text) {
                case "::" -> "TYPECAST";
                case ".." -> "DOT_DOT";
                case ":=" -> "COLON_EQUALS";
                default -> "'" + text + "'";
              });
    };
  }

  private static Token end(List<Token> tokens) {
    int end = tokens.getLast().end();
    return new Token(TokenKind.PUNCTUATION, "", end, end);
  }

  private static RefusedSqlException syntaxError(Grammar grammar, List<Token> tokens, int index) {
    Token before = tokens.get(Math.max(0, index - 1));
    if (before.is("?") || (index < tokens.size() && isPlaceholder(tokens.get(index)))) {
      return new RefusedSqlException(
          GuardRule.PLACEHOLDER,
          before.is("?") ? before.start() : tokens.get(index).start(),
          "Placeholders such as ? or :name have no value here; write the value itself");
    }
    if (index >= tokens.size()) {
      return new RefusedSqlException(
          GuardRule.SYNTAX, tokens.getLast().end(), "Syntax error: the statement ends too early");
    }
    Token token = tokens.get(index);
    if (token.kind() == TokenKind.WORD
        && STATEMENTS.contains(token.text())
        && startsStatement(tokens, index)) {
      return new RefusedSqlException(
          GuardRule.ONLY_QUERIES,
          token.start(),
          "%s is not a query; only one SELECT, VALUES, TABLE or WITH … SELECT may run, and nothing can be changed%s"
              .formatted(token.text().toUpperCase(Locale.ROOT), instead(token.text())));
    }
    String hint = "";
    if (before.is(",")) {
      hint = "; leave out the comma before it";
    } else if (NAME_FOLLOWS.contains(before.text()) && grammar.isReserved(token)) {
      hint = "; it is a reserved word, as a name it is written \"%s\"".formatted(token.text());
    }
    return new RefusedSqlException(
        GuardRule.SYNTAX,
        token.start(),
        "Syntax error at or near '%s'%s".formatted(token.shown(), hint));
  }

  private static boolean isPlaceholder(Token token) {
    return token.is(":") || token.is("?") || token.is("%");
  }

  /** At the beginning, or where a WITH's query would begin. */
  private static boolean startsStatement(List<Token> tokens, int index) {
    return index == 0 || tokens.getFirst().is("with") || tokens.get(index - 1).is("(");
  }

  private static String instead(String word) {
    return switch (word) {
      case "show", "describe", "desc" -> "; list_tables and get_table_info tell what there is";
      case "explain" -> "; leave EXPLAIN out, the receipt tells what a query took";
      default -> "";
    };
  }
}
