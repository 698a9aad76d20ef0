import { ArrowUp, Square } from 'lucide-react';
import type { RefObject } from 'react';
import type { Choice } from '../api/client';
import { ChoiceChips } from '../choice/ChoiceChips';
import type { Choices } from '../choice/choice';
import { Button } from '../ui/Button';
import { useMediaQuery } from '../ui/hooks';
import { MessageInput } from './MessageInput';

/** Where a question is written, with who answers it and on which data. */
export function Composer({
  draft,
  onDraft,
  onSend,
  field,
  choices,
  choice,
  onChoice,
  isBusy,
  isStopping = false,
  onStop,
}: {
  draft: string;
  onDraft: (text: string) => void;
  onSend: (text: string) => void;
  field?: RefObject<HTMLTextAreaElement | null>;
  choices: Choices | null;
  choice: Choice | null;
  onChoice: (choice: Choice) => void;
  /** A turn is running, or a conversation being created: nothing can be sent. */
  isBusy: boolean;
  isStopping?: boolean;
  onStop?: () => void;
}) {
  // On a touch screen the focus would open the keyboard.
  const isFocused = useMediaQuery('(pointer: fine)');
  const canSend = !isBusy && draft.trim() !== '';
  const send = () => {
    if (canSend) onSend(draft);
  };
  return (
    <form
      className="rounded-2xl border border-edge bg-raised p-2.5 shadow-sm transition-shadow focus-within:border-accent focus-within:shadow-md"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="px-1 pt-1 pb-2">
        <MessageInput
          id="message"
          label="Message"
          placeholder="Ask about your data"
          value={draft}
          isFocused={isFocused}
          {...(field ? { field } : {})}
          onChange={onDraft}
          onSend={send}
        />
      </div>
      <div className="flex items-end justify-between gap-2">
        {choices && choice ? (
          <ChoiceChips choices={choices} choice={choice} onChange={onChoice} />
        ) : (
          <span className="h-8" />
        )}
        {isBusy && onStop ? (
          <Button
            variant="primary"
            className="size-9 px-0!"
            aria-label="Stop"
            title="Stop (Esc)"
            disabled={isStopping}
            onClick={onStop}
          >
            <Square size={14} fill="currentColor" />
          </Button>
        ) : (
          <Button
            variant="primary"
            type="submit"
            className="size-9 px-0!"
            aria-label="Send"
            title="Send (Enter)"
            disabled={!canSend}
          >
            <ArrowUp size={18} />
          </Button>
        )}
      </div>
    </form>
  );
}
