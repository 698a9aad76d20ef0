package io.chatdata.server.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A node of a statement's syntax tree, in the words of PostgreSQL's gram.y. */
sealed interface SyntaxNode {

  /** The grammar's name of this node. */
  String symbol();

  /** A token; the symbol is a keyword's token such as SELECT, or IDENT, SCONST, Op, '('. */
  record Leaf(String symbol, Token token) implements SyntaxNode {}

  /** A production; the symbol is the rule's left side, the children are its right side. */
  record Branch(String symbol, List<SyntaxNode> children) implements SyntaxNode {
    public Branch {
      children = List.copyOf(children);
    }

    SyntaxNode child(int index) {
      return children.get(index);
    }

    /** What stands where nothing does. */
    static final Branch NOTHING = new Branch("", List.of());

    /** The child that is a production of this symbol; an empty one if there is none. */
    Branch part(String partSymbol) {
      for (SyntaxNode child : children) {
        if (child instanceof Branch branch && branch.symbol.equals(partSymbol)) {
          return branch;
        }
      }
      return NOTHING;
    }

    /** The children without those that were left out. */
    List<SyntaxNode> parts() {
      return children.stream()
          .filter(child -> !(child instanceof Branch part && part.isEmpty()))
          .toList();
    }

    /** True for what the grammar lets be left out and was. */
    boolean isEmpty() {
      return children.isEmpty();
    }

    /** The elements of this left-recursive list, in order. */
    List<Branch> elements() {
      Deque<Branch> elements = new ArrayDeque<>();
      Branch rest = this;
      while (!rest.isEmpty()) {
        if (rest.children.getLast() instanceof Branch element) {
          elements.addFirst(element);
        }
        if (!rest.child(0).symbol().equals(symbol)) {
          break;
        }
        rest = (Branch) rest.child(0);
      }
      return List.copyOf(elements);
    }
  }

  /** True when it is this token. */
  default boolean is(String leafSymbol) {
    return this instanceof Leaf leaf && leaf.symbol.equals(leafSymbol);
  }

  /**
   * Where its first token stands in the person's own text; the end of what is empty is not known.
   */
  default int offset() {
    return firstLeaf().map(leaf -> leaf.token.start()).orElse(0);
  }

  /** Its first token. */
  default Optional<Leaf> firstLeaf() {
    Deque<SyntaxNode> rest = new ArrayDeque<>();
    rest.push(this);
    while (!rest.isEmpty()) {
      switch (rest.pop()) {
        case Leaf leaf -> {
          return Optional.of(leaf);
        }
        case Branch branch -> branch.children.reversed().forEach(rest::push);
      }
    }
    return Optional.empty();
  }

  /** The first production of this symbol in it, itself included. */
  default Optional<Branch> find(String symbol) {
    Deque<SyntaxNode> rest = new ArrayDeque<>();
    rest.push(this);
    while (!rest.isEmpty()) {
      if (rest.pop() instanceof Branch branch) {
        if (branch.symbol.equals(symbol)) {
          return Optional.of(branch);
        }
        branch.children.reversed().forEach(rest::push);
      }
    }
    return Optional.empty();
  }

  /** Its tokens, in order. */
  default void leaves(Consumer<Leaf> consumer) {
    Deque<SyntaxNode> rest = new ArrayDeque<>();
    rest.push(this);
    while (!rest.isEmpty()) {
      switch (rest.pop()) {
        case Leaf leaf -> consumer.accept(leaf);
        case Branch branch -> branch.children.reversed().forEach(rest::push);
      }
    }
  }

  /** The one node below it that isn't the only child of its parent: itself, or further down. */
  default SyntaxNode unwrapped() {
    SyntaxNode node = this;
    while (node instanceof Branch branch && branch.children.size() == 1) {
      node = branch.child(0);
    }
    return node;
  }

  /**
   * The dotted name that it is.
   *
   * @throws RefusedSqlException when anything else stands in it, such as a subscript
   */
  default Name name() {
    List<String> parts = new ArrayList<>();
    boolean[] quoted = new boolean[1];
    leaves(
        leaf -> {
          switch (leaf.token.kind()) {
            case WORD, OPERATOR, QUOTED_NAME -> {
              parts.add(leaf.token.unquoted());
              quoted[0] = leaf.token.kind() == TokenKind.QUOTED_NAME;
            }
            default -> {
              if (!leaf.token.is(".")) {
                throw new RefusedSqlException(
                    GuardRule.SYNTAX,
                    leaf.token.start(),
                    "A name can't hold " + leaf.token.shown());
              }
            }
          }
        });
    return new Name(parts, offset(), quoted[0]);
  }
}
