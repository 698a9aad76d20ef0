package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import io.chatdata.server.planner.Open.Connector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A noun, in the place that what was read before gives it. */
final class NounRule implements Rule {
  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    if (!state.draft().hasTarget() && state.draft().head().isEmpty()) {
      unit(state, sentence, next);
      persons(state, sentence, next);
    }
    if (!state.draft().hasTarget() && state.open().isFree()) {
      valued(state, sentence, next);
    }
    for (Linker.Found found : sentence.linker().at(state.at())) {
      State after = state.to(found.end()).plus(found.noun().cost());
      if (!state.draft().hasTarget()) {
        first(after, found.noun(), next);
      } else if (state.open().column().isEmpty()) {
        further(after, found.noun(), isLast(sentence, found.end()), next);
      }
    }
  }

  /** The first noun is what the question is about. */
  private static void first(State state, Noun noun, Consumer<State> next) {
    Open open = state.open();
    if (open.test().isPresent() || open.connector() != Connector.NONE) {
      return;
    }
    List<Condition> conditions = new ArrayList<>(open.early());
    if (!open.values().isEmpty()) {
      conditions.add(new Condition.Values(Optional.empty(), open.values(), open.negated()));
    } else if (open.negated()) {
      return;
    }
    next.accept(
        state.draft(state.draft().plus(Part.target(noun).with(conditions))).open(open.on(0, 0)));
  }

  /** The month with the most orders. */
  private static void unit(State state, Sentence sentence, Consumer<State> next) {
    GroupRule.unit(sentence, state.at())
        .ifPresent(
            unit -> {
              String text = sentence.text(state.at(), unit.getValue());
              boolean plural = !Words.singular(text).equals(text);
              Noun noun = new Noun(text, List.of(new Link.ToUnit(unit.getKey(), 1)), plural);
              first(state.to(unit.getValue()).plus(1), noun, next);
            });
  }

  /** Who spent the most. */
  private static void persons(State state, Sentence sentence, Consumer<State> next) {
    if (!sentence.is(state.at(), "who")) {
      return;
    }
    List<Link> links =
        sentence.vocabulary().entities(Lexicon.PERSONS).stream()
            .filter(entity -> Lexicon.isPerson(entity.words().getLast()))
            .<Link>map(entity -> new Link.ToTable(entity, 2))
            .toList();
    if (!links.isEmpty()) {
      first(state.to(state.at() + 1).plus(2), new Noun("who", links, false), next);
    }
  }

  /** A kind of people that is a value of theirs, such as admins: it is seen in the data. */
  private static void valued(State state, Sentence sentence, Consumer<State> next) {
    Token token = sentence.token(state.at());
    boolean named =
        sentence.linker().at(state.at()).stream().anyMatch(found -> found.noun().cost() == 0);
    if (named || !ValueRule.isValueWord(token) || token.forms().size() < 2) {
      return;
    }
    List<Link> links =
        sentence.vocabulary().entities(Lexicon.PERSONS).stream()
            .filter(entity -> Lexicon.isPerson(entity.words().getLast()) && !entity.isView())
            .<Link>map(entity -> new Link.ToTable(entity, 2))
            .toList();
    if (!links.isEmpty()) {
      var mention = new Condition.Mention(token.text(), false);
      var kind = new Condition.Values(Optional.empty(), List.of(mention), false);
      first(
          state.to(state.at() + 1).plus(2).open(state.open().early(kind)),
          new Noun(token.text(), links, true),
          next);
    }
  }

  private static boolean isPerson(Noun noun) {
    return noun.links().stream()
        .anyMatch(
            link ->
                link instanceof Link.ToTable table
                    && Lexicon.isPerson(table.entity().words().getLast()));
  }

  /** True where nothing is said of the noun: the end, or a mark or and. */
  private static boolean isLast(Sentence sentence, int position) {
    int end = sentence.skipFillers(position);
    return end >= sentence.size()
        || sentence.token(end).kind() == Token.Kind.SYMBOL
        || sentence.is(end, "and");
  }

  private static void further(State state, Noun noun, boolean last, Consumer<State> next) {
    Open open = state.open();
    switch (open.connector()) {
      case NONE -> {
        boolean subject =
            open.subject()
                && noun.canBeTable()
                && open.test().isEmpty()
                && !open.negated()
                && (isPerson(noun) || !isPerson(state.draft().target().noun()));
        if (subject) {
          next.accept(tied(state, noun, 0, Part.Tie.OF, false).plus(1));
        }
        if (open.object() && noun.canBeTable() && open.test().isEmpty() && !open.negated()) {
          next.accept(tied(state, noun, open.focus(), Part.Tie.OF, false));
        }
      }
      case OF -> of(state, noun, next);
      case BY -> {
        if (noun.canBeTable() && open.test().isEmpty() && !open.negated()) {
          next.accept(tied(state, noun, open.clause(), Part.Tie.OF, false).plus(1));
        }
      }
      case WITH -> with(state, noun, last, next);
      case WITHOUT -> {
        if (noun.canBeTable()) {
          next.accept(tied(state, noun, open.focus(), Part.Tie.MISSING, true));
        }
        if (noun.canBeColumn() && open.values().isEmpty()) {
          next.accept(settle(state, had(noun, false)));
        }
      }
      case WHO -> {
        if (noun.canBeTable() && open.test().isEmpty() && !open.negated()) {
          next.accept(tied(state, noun, open.focus(), Part.Tie.OF, false));
        }
      }
      case WHERE -> where(state, noun, next);
      case IS, MONEY -> {}
      case OBJECT -> {
        if (noun.canBeTable()) {
          Part.Tie tie = open.negated() ? Part.Tie.MISSING : Part.Tie.EXISTS;
          next.accept(tied(state, noun, open.clause(), tie, true));
        }
        if (!open.negated()) {
          column(state, noun, last, next);
        }
      }
      case EXCEPT -> {
        if (!open.values().isEmpty()) {
          except(state, noun, next);
        }
      }
    }
  }

  private static void of(State state, Noun noun, Consumer<State> next) {
    Open open = state.open();
    if (open.test().isPresent() || (open.negated() && open.values().isEmpty())) {
      return;
    }
    if (noun.canBeTable()) {
      next.accept(tied(state, noun, open.focus(), Part.Tie.OF, false));
    }
    if (noun.canBeColumn()) {
      if (open.values().isEmpty()) {
        next.accept(state.open(open.column(noun)));
      } else {
        next.accept(settle(state, values(noun, open)));
      }
    }
  }

  private static void with(State state, Noun noun, boolean last, Consumer<State> next) {
    if (noun.canBeTable()) {
      next.accept(tied(state, noun, state.open().focus(), Part.Tie.EXISTS, true));
    }
    column(state, noun, last, next);
  }

  /** A column that rows have, with a value or a number, or just at all. */
  private static void column(State state, Noun noun, boolean last, Consumer<State> next) {
    Open open = state.open();
    if (!noun.canBeColumn() && !noun.canBeNumber()) {
      return;
    }
    if (!open.values().isEmpty()) {
      next.accept(settle(state, values(noun, open)));
    } else if (open.test().isPresent()) {
      next.accept(
          settle(state, new Condition.Compares(Optional.of(noun), open.test().get())).plus(1));
    } else {
      next.accept(state.open(open.column(noun)));
      if (noun.canBeColumn() && last) {
        next.accept(settle(state, had(noun, true)).plus(1));
      }
    }
  }

  private static void where(State state, Noun noun, Consumer<State> next) {
    Open open = state.open();
    if (open.test().isEmpty() && (noun.canBeColumn() || noun.canBeNumber())) {
      if (open.values().isEmpty()) {
        next.accept(state.open(open.column(noun)));
      } else {
        next.accept(settle(state, values(noun, open)));
      }
    }
  }

  private static void except(State state, Noun noun, Consumer<State> next) {
    Open open = state.open();
    var condition = new Condition.Values(Optional.empty(), open.values(), true);
    if (noun.canBeTable()) {
      Part part = new Part(noun, open.clause(), Part.Tie.OF, List.of(condition), Optional.empty());
      next.accept(
          state.draft(state.draft().plus(part)).open(open.on(open.clause(), open.clause())));
    }
    if (noun.canBeColumn()) {
      next.accept(settle(state, new Condition.Values(Optional.of(noun), open.values(), true)));
    }
  }

  /** With an email, with marketing opt-in: a column that is filled, or for yes and no is yes. */
  private static Condition had(Noun column, boolean had) {
    return column.links().getFirst() instanceof Link.ToColumn first && first.attribute().isFlag()
        ? new Condition.Values(
            Optional.of(column), List.of(new Condition.Mention("true", false)), !had)
        : new Condition.Filled(column, had);
  }

  private static Condition.Values values(Noun column, Open open) {
    return new Condition.Values(Optional.of(column), open.values(), open.negated());
  }

  private static State settle(State state, Condition condition) {
    Open open = state.open();
    return state.when(open.focus(), condition).open(open.settled());
  }

  /**
   * Another part.
   *
   * @param clause whether what follows, such as a time, is told of it
   */
  private static State tied(State state, Noun noun, int governor, Part.Tie tie, boolean clause) {
    Open open = state.open();
    List<Condition> conditions =
        open.values().isEmpty()
            ? List.of()
            : List.of(
                new Condition.Values(
                    Optional.empty(), open.values(), open.negated() && tie == Part.Tie.OF));
    Part part = new Part(noun, governor, tie, conditions, open.test());
    int index = state.draft().parts().size();
    return state
        .draft(state.draft().plus(part))
        .open(open.on(index, clause ? index : open.clause()));
  }
}
