package io.chatdata.server.planner;

import io.chatdata.server.planner.Open.Connector;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Stretches of time: last month, since 2024. */
final class TimeRule implements Rule {
  private static final Set<Connector> BEFORE =
      Set.of(Connector.NONE, Connector.OF, Connector.IS, Connector.MONEY);

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Open open = state.open();
    if (open.column().stream().anyMatch(Noun::canBeTime) && !open.negated()) {
      for (TimeReader.Found found : sentence.times(state.at())) {
        var condition = new Condition.Dated(open.column().orElseThrow(), found.window());
        next.accept(state.to(found.end()).when(open.focus(), condition).open(open.settled()));
      }
    }
    if (!BEFORE.contains(open.connector())
        || !open.values().isEmpty()
        || open.test().isPresent()
        || open.column().isPresent()
        || (open.negated() && !isMissing(state))) {
      return;
    }
    Connector connector = open.is(Connector.MONEY) ? Connector.MONEY : Connector.NONE;
    for (TimeReader.Found found : sentence.times(state.at())) {
      var condition = new Condition.During(found.window(), open.verb());
      next.accept(
          state
              .to(found.end())
              .open(open.connector(connector).verb(Optional.empty()))
              .when(open.clause(), condition));
    }
  }

  private static boolean isMissing(State state) {
    return state.draft().hasTarget()
        && state.draft().parts().get(state.open().clause()).tie() == Part.Tie.MISSING;
  }
}
