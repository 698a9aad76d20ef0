import { ArrowDown } from 'lucide-react';
import { type ReactNode, useDeferredValue, useEffect, useRef } from 'react';
import type { Choices } from '../choice/choice';
import { Button } from '../ui/Button';
import type { ThreadActions } from './actions';
import { Answer } from './Answer';
import { Question } from './Question';
import type { ThreadItem } from './thread';
import { useStickToBottom } from './useStickToBottom';

/** More than a screen shows. */
const NEW_ITEMS = 12;

/** The questions and answers of a branch, the newest at the end. */
export function Thread({
  items,
  choices,
  isBusy,
  isStopping,
  actions,
  asked,
  sought,
  children,
}: {
  items: readonly ThreadItem[];
  choices: Choices | null;
  isBusy: boolean;
  isStopping: boolean;
  actions: ThreadActions;
  /** Changes when the person asks something: the end comes into view. */
  asked: number;
  /** The message to begin with: a question or an answer. Empty means the end. */
  sought: string;
  /** Stands in place of the items when there are none. */
  children: ReactNode;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { isAtEnd, jump, show } = useStickToBottom(scroller, content);
  // Every item has buttons that it disables; a question that is asked is shown before them.
  const isBusyLater = useDeferredValue(isBusy);
  useEffect(jump, [jump, asked]);
  useEffect(() => {
    const element = sought ? document.getElementById(sought) : null;
    if (!element) return undefined;
    show(element);
    element.toggleAttribute('data-sought', true);
    return () => element.removeAttribute('data-sought');
  }, [show, sought]);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {/* Scrolls by keyboard too. A separate announcement says when an answer is there, so the log itself stays quiet. */}
      <div
        ref={scroller}
        role="log"
        aria-label="Messages"
        aria-live="off"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain focus-visible:-outline-offset-2"
      >
        <div
          ref={content}
          className="mx-auto grid min-h-full max-w-[52rem] grid-cols-[minmax(0,1fr)] content-start gap-6 px-4 pt-6 pb-10 sm:px-6"
        >
          {items.length === 0 && children}
          {items.map((item, index) =>
            item.kind === 'question' ? (
              <Question
                key={item.key}
                item={item}
                isNew={index >= items.length - NEW_ITEMS}
                isBusy={isBusyLater}
                actions={actions}
              />
            ) : (
              <Answer
                key={item.key}
                turn={item.turn}
                messageId={item.messageId}
                siblingIds={item.siblingIds}
                questionId={items[index - 1]?.messageId ?? ''}
                choices={choices}
                isLast={index === items.length - 1}
                isNew={index >= items.length - NEW_ITEMS}
                isBusy={isBusyLater}
                isStopping={isStopping}
                actions={actions}
              />
            ),
          )}
        </div>
      </div>
      {!isAtEnd && (
        // Has a row of its own, since what it would cover is being read.
        <div className="flex justify-center py-1">
          <Button className="h-8! rounded-full text-sm" onClick={jump}>
            <ArrowDown size={15} aria-hidden="true" />
            Jump to latest
          </Button>
        </div>
      )}
    </div>
  );
}
