import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense, useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { access, connectivity } from './api/http';
import { conversationQuery, newestConversationsQuery, newQueryClient } from './api/queries';
import { ChatContext } from './chat/actions';
import { Chat } from './chat/chat';
import { ConversationPage } from './chat/ConversationPage';
import { WelcomePage } from './chat/WelcomePage';
import { writeDraft } from './chat/drafts';
import { DataPanel, NewChatDialog, QuickSwitch } from './later';
import { ReconnectBanner } from './ReconnectBanner';
import { TokenForm } from './TokenForm';
import { useConversationId } from './route';
import { SetupProvider } from './setup/SetupProvider';
import { EditsContext, useEditsState } from './sidebar/edits';
import { Sidebar } from './sidebar/Sidebar';
import { UndoToast } from './sidebar/UndoToast';
import { useMediaQuery } from './ui/hooks';
import { SidePanel } from './ui/SidePanel';

function start() {
  const queries = newQueryClient();
  const chat = new Chat({
    listChanged: () => void queries.invalidateQueries(newestConversationsQuery),
    turnEnded: async (conversationId) => {
      void queries.invalidateQueries(newestConversationsQuery);
      // One that is under way may have begun before the end.
      await queries.cancelQueries(conversationQuery(conversationId));
      await queries.fetchQuery({ ...conversationQuery(conversationId), staleTime: 0 });
    },
  });
  return { queries, chat };
}

export function App() {
  const [{ queries, chat }] = useState(start);
  const token = useSyncExternalStore(access.subscribe, access.current);
  useEffect(() => {
    let wasUp = connectivity.current().up;
    const retry = (): void => connectivity.retryNow();
    window.addEventListener('online', retry);
    window.addEventListener('focus', retry);
    const unsubscribe = connectivity.subscribe(() => {
      const { up } = connectivity.current();
      if (up && !wasUp) void queries.invalidateQueries();
      wasUp = up;
    });
    return () => {
      window.removeEventListener('online', retry);
      window.removeEventListener('focus', retry);
      unsubscribe();
    };
  }, [queries]);
  return (
    <QueryClientProvider client={queries}>
      <ChatContext value={chat}>
        {token === 'fine' ? <Layout /> : <TokenForm state={token} />}
      </ChatContext>
    </QueryClientProvider>
  );
}

/** Conversations at the left, or in a drawer where there is no room, and the open one beside them. */
function Layout() {
  const id = useConversationId();
  const edits = useEditsState();
  const isWide = useMediaQuery('(min-width: 48rem)');
  const hasRoom = useMediaQuery('(min-width: 85rem)');
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const [isDialogOpen, setDialogOpen] = useState(false);
  const [isSearchOpen, setSearchOpen] = useState(false);
  const [isDataOpen, setDataOpen] = useState(false);
  const closeDrawer = useCallback(() => setDrawerOpen(false), []);
  const showData = () => {
    setDrawerOpen(false);
    setDataOpen(true);
  };
  const begin = (question: string) => {
    if (!hasRoom) setDataOpen(false);
    writeDraft(id, question);
    // Once a panel over the page has closed, which keeps the focus until then.
    requestAnimationFrame(() => document.getElementById('message')?.focus());
  };
  const newChat = () => {
    setDrawerOpen(false);
    setDialogOpen(true);
  };
  const search = () => {
    setDrawerOpen(false);
    setSearchOpen(true);
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      const key = event.key.toLowerCase();
      if (event.shiftKey && key === 'o') setDialogOpen(true);
      else if (event.shiftKey && key === 'e') setDataOpen((isOpen) => !isOpen);
      else if (!event.shiftKey && key === 'k') setSearchOpen(true);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  const sidebar = (
    <Sidebar
      isDrawer={!isWide}
      onNewChat={newChat}
      onSearch={search}
      onData={showData}
      onOpen={closeDrawer}
    />
  );
  const data = <DataPanel onAsk={begin} onClose={() => setDataOpen(false)} />;
  return (
    <EditsContext value={edits}>
      <SetupProvider>
      <div className="flex h-dvh">
        {isWide ? (
          <aside className="w-72 shrink-0 border-r border-line">{sidebar}</aside>
        ) : (
          <SidePanel side="left" title="Conversations" open={isDrawerOpen} onOpenChange={setDrawerOpen}>
            {sidebar}
            {/* What is outside an open drawer can't be reached. */}
            <UndoToast />
          </SidePanel>
        )}
        <main className="flex min-w-0 flex-1 flex-col">
          <ReconnectBanner />
          {id ? (
            <ConversationPage
              key={id}
              id={id}
              onMenu={() => setDrawerOpen(true)}
              onNewChat={newChat}
            />
          ) : (
            <WelcomePage onMenu={() => setDrawerOpen(true)} onNewChat={newChat} />
          )}
        </main>
        <Suspense>
          {hasRoom && isDataOpen ? (
            <div className="w-[27rem] shrink-0 border-l border-line">{data}</div>
          ) : (
            <SidePanel side="right" title="Data" open={isDataOpen} onOpenChange={setDataOpen}>
              {data}
            </SidePanel>
          )}
          {isDialogOpen && <NewChatDialog open onOpenChange={setDialogOpen} />}
          {isSearchOpen && <QuickSwitch open onOpenChange={setSearchOpen} />}
        </Suspense>
        {(isWide || !isDrawerOpen) && <UndoToast />}
      </div>
      </SetupProvider>
    </EditsContext>
  );
}
