import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Database, Search, SquarePen } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { allConversationsQuery, newestConversationsQuery } from '../api/queries';
import { conversationIdIn, navigate, useConversationId } from '../route';
import { Button } from '../ui/Button';
import { Dots } from '../ui/Dots';
import { Notice } from '../ui/Notice';
import type { Conversation } from '../gen/chatdata/v1/conversation_pb';
import { ConversationRow } from './ConversationRow';
import { groupByDay, mergeConversations } from './conversations';
import { useEdits } from './edits';
import { LoadMore } from './LoadMore';
import { ThemePicker } from './ThemePicker';

/** All conversations by day, and the button for a new one. */
export function Sidebar({
  isDrawer = false,
  onNewChat,
  onSearch,
  onData,
  onOpen,
}: {
  isDrawer?: boolean;
  onNewChat: () => void;
  onSearch: () => void;
  onData: () => void;
  onOpen: () => void;
}) {
  const openId = useConversationId();
  const newest = useQuery(newestConversationsQuery);
  const all = useInfiniteQuery(allConversationsQuery);
  const { apply, remove, rename, problem } = useEdits();
  const onDelete = useCallback(
    (deleted: Conversation) => {
      void remove(deleted);
      if (deleted.id === conversationIdIn(window.location.pathname)) navigate(null);
    },
    [remove],
  );
  const days = useMemo(
    () =>
      groupByDay(
        apply(mergeConversations(newest.data, all.data?.pages ?? [])),
        newest.dataUpdatedAt,
      ),
    [newest.data, newest.dataUpdatedAt, all.data, apply],
  );

  return (
    <div className="flex h-full flex-col bg-side">
      <div className="flex items-center gap-2.5 px-4 pt-4 pb-3">
        <a
          href="/chat"
          className="flex items-center gap-2.5 rounded-md font-semibold tracking-tight"
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            navigate(null);
            onOpen();
          }}
        >
          <Logo />
          chatdata
        </a>
      </div>
      <div className="flex gap-2 px-3 pb-2">
        <Button
          className="min-w-0 flex-1 justify-start"
          title="New chat (Ctrl+Shift+O)"
          onClick={onNewChat}
        >
          <SquarePen size={15} aria-hidden="true" className="text-accent" />
          New Chat
        </Button>
        <Button
          className="px-2.5!"
          aria-label="Search conversations"
          title="Search conversations (Ctrl+K)"
          onClick={onSearch}
        >
          <Search size={15} aria-hidden="true" />
        </Button>
      </div>
      <nav aria-label="Conversations" className="relative min-h-0 flex-1 overflow-y-auto px-3 pb-6">
        {problem && (
          <div className="mt-2">
            <Notice tone="bad">{problem.message}</Notice>
          </div>
        )}
        {newest.isPending && !newest.error && (
          <div className="late px-2.5 py-4 text-muted">
            <Dots />
          </div>
        )}
        {newest.data && days.length === 0 && (
          <p className="px-2.5 py-4 text-sm text-muted">Your conversations will be listed here.</p>
        )}
        {days.map((day) => (
          <section key={day.label} aria-label={day.label}>
            <h2 className="sticky top-0 z-10 bg-side px-2.5 pt-4 pb-1.5 text-xs font-medium text-muted">
              {day.label}
            </h2>
            <ul className="grid grid-cols-[minmax(0,1fr)] gap-px">
              {day.conversations.map((conversation) => (
                <ConversationRow
                  key={conversation.id}
                  conversation={conversation}
                  isOpen={conversation.id === openId}
                  isDrawer={isDrawer}
                  onOpen={onOpen}
                  onRename={rename}
                  onDelete={onDelete}
                />
              ))}
            </ul>
          </section>
        ))}
        {all.hasNextPage && (
          <LoadMore isLoading={all.isFetchingNextPage} onWanted={all.fetchNextPage} />
        )}
      </nav>
      <div className="flex items-center justify-between border-t border-line px-3 py-2">
        <ThemePicker />
        <Button variant="quiet" className="text-sm" title="Browse the data (Ctrl+Shift+E)" onClick={onData}>
          <Database size={15} aria-hidden="true" />
          Data
        </Button>
      </div>
    </div>
  );
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" className="size-6" aria-hidden="true">
      <rect width="32" height="32" rx="9" className="fill-accent" />
      <path
        className="fill-on-accent"
        d="M8 10.5A2.5 2.5 0 0 1 10.5 8h11a2.5 2.5 0 0 1 2.5 2.5v8a2.5 2.5 0 0 1-2.5 2.5H15l-4.5 4v-4A2.5 2.5 0 0 1 8 18.5z"
      />
      <path
        className="stroke-accent"
        strokeWidth="2"
        strokeLinecap="round"
        d="M12.5 17.5v-3M16 17.5v-6M19.5 17.5V13"
      />
    </svg>
  );
}
