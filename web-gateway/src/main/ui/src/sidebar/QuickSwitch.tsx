import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useId, useState } from 'react';
import { titledConversationsQuery } from '../api/queries';
import type { Conversation } from '../gen/chatdata/v1/conversation_pb';
import { navigate } from '../route';
import { Dialog } from '../ui/Dialog';
import { Notice } from '../ui/Notice';
import { titleOf } from './ConversationRow';
import { groupByDay } from './conversations';

const MOST = 12;

/** Finds a conversation by its title and goes there, by keyboard alone if one likes. */
export function QuickSwitch({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Find a conversation">
      <Finder onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Finder({ onDone }: { onDone: () => void }) {
  const listId = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [now] = useState(() => Date.now());
  const { data, error } = useQuery(titledConversationsQuery(useDeferredValue(text.trim())));
  const found = (data ?? []).slice(0, MOST);
  const go = (conversation: Conversation | undefined) => {
    if (!conversation) return;
    navigate(conversation.id);
    onDone();
  };
  const idOf = (index: number): string => `${listId}-${index}`;
  return (
    <div className="mt-4">
      <input
        role="combobox"
        aria-label="Words of the title"
        placeholder="Words of the title"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? idOf(active) : undefined}
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={text}
        className="h-10 w-full rounded-lg border border-edge bg-raised px-3 placeholder:text-muted focus:border-accent focus:outline-none"
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step) {
            event.preventDefault();
            setActive(Math.max(0, Math.min(found.length - 1, active + step)));
          } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            event.preventDefault();
            go(found[active]);
          }
        }}
      />
      {found.length > 0 && (
        <div
          id={listId}
          role="listbox"
          aria-label="Conversations found"
          className="mt-3 grid max-h-[50dvh] grid-cols-[minmax(0,1fr)] gap-px overflow-y-auto"
        >
          {found.map((conversation, index) => (
            // The field has the focus and the keys.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={conversation.id}
              id={idOf(index)}
              role="option"
              aria-selected={index === active}
              className="flex cursor-default items-baseline justify-between gap-3 rounded-lg px-3 py-2 text-sm aria-selected:bg-hover"
              onPointerMove={() => setActive(index)}
              onClick={() => go(conversation)}
            >
              <span className="truncate">{titleOf(conversation)}</span>
              <span className="shrink-0 text-xs text-muted">
                {groupByDay([conversation], now)[0]?.label}
              </span>
            </div>
          ))}
        </div>
      )}
      {data && found.length === 0 && (
        <p role="status" className="mt-3 px-3 text-sm text-muted">
          No title has these words.
        </p>
      )}
      {error && <Notice tone="bad">{error.message}</Notice>}
    </div>
  );
}
