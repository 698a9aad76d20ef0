import { Menu, SquarePen } from 'lucide-react';
import { useState } from 'react';
import type { Conversation } from '../gen/chatdata/v1/conversation_pb';
import { EditableTitle } from '../sidebar/EditableTitle';
import { useEdits } from '../sidebar/edits';
import { Button } from '../ui/Button';

/** The title, which a click renames, and on a small screen the way to the other conversations. */
export function Header({
  conversation,
  title,
  onMenu,
  onNewChat,
}: {
  conversation?: Conversation | undefined;
  title: string;
  onMenu: () => void;
  onNewChat: () => void;
}) {
  const [isRenaming, setRenaming] = useState(false);
  const { apply, rename, problem } = useEdits();
  const shown = (conversation && apply([{ ...conversation, title }])[0]?.title) || title;
  return (
    <header
      className={`flex h-14 shrink-0 items-center gap-2 px-3 sm:px-5 ${conversation ? 'border-b border-line' : ''}`}
    >
      <Button variant="icon" aria-label="Conversations" className="md:hidden" onClick={onMenu}>
        <Menu size={19} />
      </Button>
      <div className="flex min-w-0 flex-1 items-center gap-3">
        {conversation && isRenaming ? (
          <EditableTitle
            title={shown}
            className="h-9 max-w-xl font-medium"
            onDone={(renamed) => {
              setRenaming(false);
              if (renamed) void rename(conversation, renamed);
            }}
          />
        ) : (
          <h1 className={conversation ? 'min-w-0 truncate font-medium' : 'sr-only'}>
            {conversation ? (
              <button
                type="button"
                title="Rename"
                className="block max-w-full truncate rounded-md px-1.5 py-1 hover:bg-hover"
                onClick={() => setRenaming(true)}
              >
                {shown || 'New conversation'}
              </button>
            ) : (
              'chatdata'
            )}
          </h1>
        )}
        {problem && (
          <p role="alert" className="truncate text-sm text-bad">
            {problem.message}
          </p>
        )}
      </div>
      <Button variant="icon" aria-label="New chat" className="md:hidden" onClick={onNewChat}>
        <SquarePen size={18} />
      </Button>
    </header>
  );
}
