import { useQuery } from '@tanstack/react-query';
import { memo, Suspense, useMemo, useRef } from 'react';
import { turnQuery } from '../api/queries';
import type { Choices } from '../choice/choice';
import { TurnStatus } from '../gen/chatdata/v1/turn_pb';
import { Markdown } from '../later';
import { useSeen } from '../ui/hooks';
import type { ThreadActions } from './actions';
import { AnswerEnd } from './AnswerEnd';
import { AnswerFooter } from './AnswerFooter';
import { Progress } from './Progress';
import { withDetails } from './stored';
import { Thinking } from './Thinking';
import { ToolCard } from './ToolCard';
import type { Block, TurnView } from './turn';

/** What was done and said to answer a question, in its order. */
export const Answer = memo(function Answer({
  turn: known,
  messageId,
  siblingIds,
  questionId,
  choices,
  isLast,
  isNew,
  isBusy,
  isStopping,
  actions,
}: {
  turn: TurnView;
  messageId: string;
  siblingIds: readonly string[];
  /** The message that it answers. Empty until that is stored. */
  questionId: string;
  choices: Choices | null;
  isLast: boolean;
  /** Is in view when its conversation is opened. Others are laid out when they come near it. */
  isNew: boolean;
  /** A turn is running in the conversation. */
  isBusy: boolean;
  isStopping: boolean;
  actions: ThreadActions;
}) {
  const element = useRef<HTMLElement>(null);
  const isSeen = useSeen(element);
  const needsDetails = isSeen && known.status === TurnStatus.UNSPECIFIED && known.id !== '';
  const details = useQuery({ ...turnQuery(known.id), enabled: needsDetails });
  const turn = useMemo(() => withDetails(known, details.data), [known, details.data]);
  const isRunning = turn.status === TurnStatus.RUNNING;
  const isLaidOut = isNew || isSeen;

  return (
    <article
      ref={element}
      id={messageId || undefined}
      aria-label="Answer"
      aria-busy={isRunning}
      data-role="assistant"
      className={`-mx-2 grid grid-cols-[minmax(0,1fr)] gap-2.5 px-2 ${isLast ? '' : 'settled'}`}
    >
      {turn.blocks.map((block, index) => (
        <AnswerBlock
          key={block.key}
          block={block}
          turnId={turn.id}
          isLaidOut={isLaidOut}
          isRunning={isRunning}
          isGrowing={isRunning && index === turn.blocks.length - 1}
        />
      ))}
      {isRunning ? (
        <Progress turn={turn} isStopping={isStopping} />
      ) : (
        <>
          <AnswerEnd
            turn={turn}
            questionId={questionId}
            choices={choices}
            isBusy={isBusy}
            actions={actions}
          />
          {isLaidOut ? (
            <AnswerFooter
              turn={turn}
              messageId={messageId}
              siblingIds={siblingIds}
              questionId={questionId}
              choices={choices}
              isBusy={isBusy}
              actions={actions}
            />
          ) : (
            <div className="h-8" />
          )}
          {isLast && <NextQuestions turn={turn} isBusy={isBusy} onAsk={actions.ask} />}
        </>
      )}
    </article>
  );
});

const AnswerBlock = memo(function AnswerBlock({
  block,
  turnId,
  isLaidOut,
  isRunning,
  isGrowing,
}: {
  block: Block;
  turnId: string;
  isLaidOut: boolean;
  isRunning: boolean;
  isGrowing: boolean;
}) {
  switch (block.kind) {
    case 'thinking':
      return <Thinking text={block.text} isRunning={isGrowing} />;
    case 'tool':
      return <ToolCard call={block.call} turnId={turnId} isRunning={isRunning} />;
    case 'text':
      return block.text.trim() ? (
        <div className="rounded-2xl rounded-bl-md border border-answer-line bg-answer px-4 py-3 text-answer-ink">
          {isLaidOut ? (
            <Suspense fallback={<PlainText text={block.text} />}>
              <Markdown text={block.text} />
            </Suspense>
          ) : (
            <PlainText text={block.text} />
          )}
        </div>
      ) : null;
  }
});

/** Until it is laid out, or until what does that is loaded. */
function PlainText({ text }: { text: string }) {
  return (
    <div data-plain className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      {text}
    </div>
  );
}

/** What may be asked next, to click. */
function NextQuestions({
  turn,
  isBusy,
  onAsk,
}: {
  turn: TurnView;
  isBusy: boolean;
  onAsk: (text: string) => void;
}) {
  const texts = turn.choices.length > 0 ? turn.choices : turn.followUps;
  if (texts.length === 0) return null;
  return (
    <ul
      aria-label={turn.choices.length > 0 ? 'Answers to choose from' : 'Questions that may follow'}
      className="mt-1 flex flex-wrap gap-2"
    >
      {texts.map((text) => (
        <li key={text}>
          <button
            type="button"
            disabled={isBusy}
            onClick={() => onAsk(text)}
            className="rounded-full border border-line px-3.5 py-1.5 text-left text-sm transition-colors hover:border-edge hover:bg-hover disabled:opacity-50"
          >
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
