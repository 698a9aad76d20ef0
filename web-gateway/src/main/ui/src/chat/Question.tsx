import { Pencil } from 'lucide-react';
import { memo, useRef, useState } from 'react';
import { Button } from '../ui/Button';
import { CopyButton } from '../ui/CopyButton';
import { formatFull } from '../ui/format';
import { useSeen } from '../ui/hooks';
import type { ThreadActions } from './actions';
import { BranchSwitch } from './BranchSwitch';
import { MessageInput } from './MessageInput';
import type { QuestionItem } from './thread';

/** What the person asked. It can be changed, which makes a branch and asks again. */
export const Question = memo(function Question({
  item,
  isNew,
  isBusy,
  actions,
}: {
  item: QuestionItem;
  /** Is in view when its conversation is opened. What can be done with others is made when they come near it. */
  isNew: boolean;
  isBusy: boolean;
  actions: ThreadActions;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const element = useRef<HTMLDivElement>(null);
  const isSeen = useSeen(element);
  if (draft !== null) {
    const send = () => {
      if (!draft.trim()) return;
      setDraft(null);
      actions.edit(item, draft);
    };
    return (
      <div className="rounded-2xl border border-edge bg-raised p-3 focus-within:border-accent">
        <MessageInput
          label="Edit the message"
          value={draft}
          isFocused
          onChange={setDraft}
          onSend={send}
          onCancel={() => setDraft(null)}
        />
        <div className="mt-2 flex justify-end gap-2">
          <Button variant="quiet" onClick={() => setDraft(null)}>
            Cancel
          </Button>
          <Button
            variant="primary"
            className="h-8!"
            disabled={isBusy || !draft.trim()}
            onClick={send}
          >
            Send
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div
      ref={element}
      id={item.messageId || undefined}
      className="group flex flex-col items-end"
      data-role="user"
    >
      <div
        title={item.time === null ? undefined : formatFull(item.time)}
        className="max-w-[85%] rounded-2xl rounded-br-md bg-sunken px-4 py-2.5 whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        {item.text}
      </div>
      <div className="mt-0.5 -mb-5 flex h-7 items-center opacity-0 transition-opacity group-hover:opacity-100 group-has-[:focus-visible]:opacity-100 has-[[aria-label^=Version]]:opacity-100 pointer-coarse:opacity-100">
        {(isNew || isSeen) && (
          <>
            <BranchSwitch
              messageId={item.messageId}
              siblingIds={item.siblingIds}
              disabled={isBusy}
              onSwitch={actions.switchBranch}
            />
            <CopyButton text={item.text} label="Copy the message" />
            {item.messageId && (
              <Button
                variant="icon"
                aria-label="Edit the message"
                disabled={isBusy}
                onClick={() => setDraft(item.text)}
              >
                <Pencil size={15} />
              </Button>
            )}
          </>
        )}
      </div>
    </div>
  );
});
