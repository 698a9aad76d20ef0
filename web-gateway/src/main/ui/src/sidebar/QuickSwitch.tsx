import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useId, useState } from 'react';
import { newestConversationsQuery, searchQuery } from '../api/queries';
import { navigate } from '../route';
import { Dialog } from '../ui/Dialog';
import { Notice } from '../ui/Notice';
import { dayLabel } from './conversations';
import { type Piece, type Place, placeOfConversation, placeOfHit } from './found';

const MOST = 12;

/** Finds words in titles and messages and goes there, by keyboard alone if one likes. */
export function QuickSwitch({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Search conversations">
      <Finder onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Finder({ onDone }: { onDone: () => void }) {
  const listId = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [now] = useState(() => Date.now());
  const words = useDeferredValue(text.trim());
  const newest = useQuery(newestConversationsQuery);
  const search = useQuery(searchQuery(words));
  const error = words ? search.error : newest.error;
  const found: Place[] = words
    ? (search.data ?? []).map(placeOfHit)
    : (newest.data?.conversations ?? []).slice(0, MOST).map(placeOfConversation);
  const go = (place: Place | undefined) => {
    if (!place) return;
    navigate(place.conversationId, 'push', place.messageId);
    onDone();
  };
  const idOf = (index: number): string => `${listId}-${index}`;
  return (
    <div className="mt-4">
      <input
        role="combobox"
        aria-label="Words to find"
        placeholder="Words in titles, questions, answers and SQL"
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
          aria-label="Found"
          className="mt-3 grid max-h-[50dvh] grid-cols-[minmax(0,1fr)] gap-px overflow-y-auto"
        >
          {found.map((place, index) => (
            // The field has the focus and the keys.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={place.key}
              ref={index === active ? intoView : undefined}
              id={idOf(index)}
              role="option"
              aria-selected={index === active}
              className="cursor-default rounded-lg px-3 py-2 text-sm aria-selected:bg-hover"
              onPointerMove={() => setActive(index)}
              onClick={() => go(place)}
            >
              <div className="flex items-baseline justify-between gap-3">
                <span className="truncate">
                  <Pieces pieces={place.title} />
                </span>
                <span className="shrink-0 text-xs text-muted">
                  {place.at !== null && dayLabel(place.at, now)}
                </span>
              </div>
              {place.snippet.length > 0 && (
                <div className="mt-0.5 line-clamp-2 text-xs text-muted [overflow-wrap:anywhere]">
                  {place.speaker && `${place.speaker}: `}
                  <Pieces pieces={place.snippet} />
                </div>
              )}
            </div>
          ))}
        </div>
      )}
      {words && search.data && found.length === 0 && (
        <p role="status" className="mt-3 px-3 text-sm text-muted">
          No title and no message has these words.
        </p>
      )}
      {error && <Notice tone="bad">{error.message}</Notice>}
    </div>
  );
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map(({ text, isWord }, index) =>
    isWord ? (
      // The pieces of a text never change places.
      // eslint-disable-next-line react/no-array-index-key
      <mark key={index} className="rounded-sm bg-accent/20 text-ink">
        {text}
      </mark>
    ) : (
      text
    ),
  );
}
