import type { Choices } from '../choice/choice';
import { KeySource } from '../gen/chatdata/v1/model_pb';
import { FinishReason, TurnStatus } from '../gen/chatdata/v1/turn_pb';
import { ADD_KEY, useSetup } from '../setup/setup';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import type { ThreadActions } from './actions';
import type { TurnView } from './turn';

const BUILTIN = 'builtin';

const CUT_SHORT: Readonly<Partial<Record<FinishReason, string>>> = {
  [FinishReason.LENGTH]: 'The model reached its limit of output; the answer may be cut short.',
  [FinishReason.CONTENT_FILTER]: 'The provider’s content filter stopped the answer.',
  [FinishReason.REFUSAL]: 'The model declined to answer.',
  [FinishReason.MAX_ROUNDS]: 'The turn used as many rounds of tool calls as it may.',
  [FinishReason.MAX_TIME]: 'The turn took as long as it may.',
  [FinishReason.MAX_TOKENS]: 'The turn used as many tokens as it may.',
  [FinishReason.MAX_COST]: 'The turn cost as much as it may.',
};

/** Why an answer ended early, and the way out. Nothing when it came to its end. */
export function AnswerEnd({
  turn,
  questionId,
  choices,
  isBusy,
  actions,
}: {
  turn: TurnView;
  questionId: string;
  choices: Choices | null;
  isBusy: boolean;
  actions: ThreadActions;
}) {
  const setUp = useSetup();
  if (turn.status === TurnStatus.CANCELLED) return <p className="text-sm text-muted">Stopped.</p>;
  if (turn.status === TurnStatus.FAILED || turn.status === TurnStatus.INTERRUPTED) {
    const lacksKey = choices?.providers.some(
      ({ id, keySource }) => id === turn.provider && keySource === KeySource.MISSING,
    );
    const builtin = choices?.providers.find(({ id, available }) => id === BUILTIN && available);
    return (
      <Notice
        tone="bad"
        actions={
          questionId !== '' && (
            <span className="flex flex-wrap gap-2">
              <Button
                variant="small"
                disabled={isBusy}
                onClick={() => actions.regenerate(questionId)}
              >
                Try again
              </Button>
              {setUp && lacksKey && (
                <Button variant="small" onClick={() => setUp('key')}>
                  {ADD_KEY}
                </Button>
              )}
              {builtin && turn.provider !== BUILTIN && (
                <Button
                  variant="small"
                  disabled={isBusy}
                  onClick={() =>
                    actions.regenerate(questionId, {
                      provider: BUILTIN,
                      model: builtin.defaultModel,
                    })
                  }
                >
                  Use {builtin.name || BUILTIN}
                </Button>
              )}
            </span>
          )
        }
      >
        {turn.error?.message || 'The turn failed, and the server did not say why.'}
      </Notice>
    );
  }
  const cutShort = turn.finishReason === null ? undefined : CUT_SHORT[turn.finishReason];
  return cutShort ? <Notice tone="warn">{cutShort}</Notice> : null;
}
