import { ChevronDown, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import {
  type Choices,
  connectionName,
  modelGroups,
  modelName,
  modelOf,
  providerName,
} from '../choice/choice';
import { Button } from '../ui/Button';
import { CopyButton } from '../ui/CopyButton';
import { Picker } from '../ui/Picker';
import { describeUsage, formatClock, formatFull, formatMs, formatUsage } from '../ui/format';
import type { ThreadActions } from './actions';
import { BranchSwitch } from './BranchSwitch';
import { answerText, type TurnView } from './turn';

/** What can be done with an answer, and who gave it, on which data, for how much. */
export function AnswerFooter({
  turn,
  messageId,
  siblingIds,
  questionId,
  choices,
  isBusy,
  actions,
}: {
  turn: TurnView;
  messageId: string;
  siblingIds: readonly string[];
  questionId: string;
  choices: Choices | null;
  isBusy: boolean;
  actions: ThreadActions;
}) {
  const text = answerText(turn);
  return (
    <footer className="flex min-h-8 flex-wrap items-center gap-x-1 text-xs text-muted">
      <span className="-ml-1.5 flex items-center">
        <BranchSwitch
          messageId={messageId}
          siblingIds={siblingIds}
          disabled={isBusy}
          onSwitch={actions.switchBranch}
        />
        {text && <CopyButton text={text} label="Copy the answer" />}
        {questionId && (
          <Button
            variant="icon"
            aria-label="Regenerate with the picked model"
            disabled={isBusy}
            onClick={() => actions.regenerate(questionId)}
          >
            <RefreshCw size={14} />
          </Button>
        )}
        {questionId && choices && !isBusy && (
          <OtherModel
            choices={choices}
            onPick={(by) => actions.regenerate(questionId, by)}
          />
        )}
      </span>
      <Facts turn={turn} choices={choices} />
    </footer>
  );
}

const OTHER_MODEL = 'Answer again with another model';

/** The models to regenerate with; made when it is wanted, for there may be hundreds of answers. */
function OtherModel({
  choices,
  onPick,
}: {
  choices: Choices;
  onPick: (by: { provider: string; model: string }) => void;
}) {
  const [isWanted, setWanted] = useState(false);
  return isWanted ? (
    <Picker
      shape="icon"
      label={OTHER_MODEL}
      value=""
      isOpenAtFirst
      groups={modelGroups(choices.providers)}
      onChange={(value) => onPick(modelOf(value))}
    />
  ) : (
    <Button
      variant="icon"
      aria-label={OTHER_MODEL}
      aria-haspopup="listbox"
      onClick={() => setWanted(true)}
    >
      <ChevronDown size={14} />
    </Button>
  );
}

function Facts({ turn, choices }: { turn: TurnView; choices: Choices | null }) {
  const usage = formatUsage(turn.usage);
  const hasTimes = turn.startedAt !== null && turn.endedAt !== null;
  const provider = providerName(choices?.providers ?? [], turn.provider);
  const model = modelName(choices?.providers ?? [], turn.provider, turn.model);
  const facts = [
    { key: 'provider', text: provider, title: 'Provider' },
    { key: 'model', text: model === provider ? '' : model, title: 'Model' },
    {
      key: 'connection',
      text: turn.connectionId && connectionName(choices?.connections ?? [], turn.connectionId),
      title: 'Connection',
    },
    { key: 'usage', text: usage, title: turn.usage ? describeUsage(turn.usage) : '' },
    {
      key: 'elapsed',
      text: hasTimes ? formatMs(Math.max(0, Number(turn.endedAt) - Number(turn.startedAt))) : '',
      title: 'How long it took',
    },
    {
      key: 'time',
      text: turn.endedAt === null ? '' : formatClock(turn.endedAt),
      title: turn.endedAt === null ? '' : formatFull(turn.endedAt),
    },
  ];
  return (
    <ul aria-label="About this answer" className="flex flex-wrap items-center">
      {facts
        .filter(({ text }) => text)
        .map(({ key, text, title }) => (
          <li
            key={key}
            title={title}
            className="tabular-nums not-first:before:mx-1.5 not-first:before:content-['·']"
          >
            {text}
          </li>
        ))}
    </ul>
  );
}
