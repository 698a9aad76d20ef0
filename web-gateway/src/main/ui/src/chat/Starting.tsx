import { useState } from 'react';
import type { Choice } from '../api/client';
import type { Choices } from '../choice/choice';
import type { ThreadActions } from './actions';
import { Composer } from './Composer';
import { Thread } from './Thread';
import { composeThread } from './thread';

const nothing = (): void => undefined;
const NO_ACTIONS: ThreadActions = {
  ask: nothing,
  edit: nothing,
  regenerate: nothing,
  switchBranch: nothing,
};

/** The first question while its conversation is being made, as it will stand there. */
export function Starting({
  text,
  draft,
  onDraft,
  choices,
  choice,
}: {
  text: string;
  /** What is written meanwhile. */
  draft: string;
  onDraft: (text: string) => void;
  choices: Choices | null;
  choice: Choice | null;
}) {
  const [items] = useState(() =>
    composeThread(
      [],
      { input: { kind: 'content', text, parentId: '' }, turnId: '', since: Date.now(), stopping: false },
      new Map(),
    ),
  );
  return (
    <>
      <Thread
        items={items}
        choices={choices}
        isBusy
        isStopping={false}
        actions={NO_ACTIONS}
        asked={0}
        sought=""
      >
        {null}
      </Thread>
      <div className="mx-auto w-full max-w-[52rem] px-3 pb-3 sm:px-6 sm:pb-5">
        <Composer
          draft={draft}
          onDraft={onDraft}
          onSend={nothing}
          choices={choices}
          choice={choice}
          onChoice={nothing}
          isBusy
        />
      </div>
    </>
  );
}
