import { X } from 'lucide-react';
import { memo, useState } from 'react';
import type { Conversation } from '../gen/chatdata/v1/conversation_pb';
import { navigate, pathOf } from '../route';
import { Button } from '../ui/Button';
import { EditableTitle } from './EditableTitle';

export const titleOf = ({ title }: { title: string }): string => title || 'New conversation';

/** A conversation in the list: a click opens it and, when it is open, renames it. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  isOpen,
  isDrawer,
  onOpen,
  onRename,
  onDelete,
}: {
  conversation: Conversation;
  isOpen: boolean;
  /** In a drawer a click on the open one goes back to it. */
  isDrawer: boolean;
  onOpen: () => void;
  onRename: (conversation: Conversation, title: string) => void;
  onDelete: (conversation: Conversation) => void;
}) {
  const [isRenaming, setRenaming] = useState(false);
  const title = titleOf(conversation);
  if (isRenaming) {
    return (
      <li>
        <EditableTitle
          title={conversation.title}
          className="h-9 text-sm"
          onDone={(renamed) => {
            setRenaming(false);
            if (renamed) onRename(conversation, renamed);
          }}
        />
      </li>
    );
  }
  return (
    <li
      className={`group relative rounded-lg transition-colors ${isOpen ? 'bg-hover' : 'hover:bg-hover/60'}`}
    >
      <a
        href={pathOf(conversation.id)}
        aria-current={isOpen ? 'page' : undefined}
        title={isOpen && !isDrawer ? 'Rename' : title}
        className="flex h-9 items-center gap-2 rounded-lg px-2.5 text-sm group-focus-within:pr-9 group-hover:pr-9 pointer-coarse:pr-9"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          if (isOpen && !isDrawer) setRenaming(true);
          else {
            navigate(conversation.id);
            onOpen();
          }
        }}
        onKeyDown={(event) => {
          if (event.key === 'F2') setRenaming(true);
        }}
      >
        <span className={`truncate ${conversation.title ? '' : 'text-muted'}`}>{title}</span>
        {conversation.runningTurnId && (
          <span
            role="img"
            aria-label="Answering"
            title="Answering"
            className="dot size-2 shrink-0 rounded-full bg-accent"
          />
        )}
      </a>
      <Button
        variant="icon"
        aria-label={`Delete “${title}”`}
        className="absolute! top-1 right-1 size-7! opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
        onClick={() => onDelete(conversation)}
      >
        <X size={15} />
      </Button>
    </li>
  );
});
