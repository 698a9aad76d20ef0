import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { type Choice, createConversation } from '../api/client';
import { newestConversationsQuery } from '../api/queries';
import { fetchChoices, initialChoice, rememberChoice, useChoices } from '../choice/choice';
import { navigate } from '../route';
import { Notice } from '../ui/Notice';
import { useChat } from './actions';
import { Composer } from './Composer';
import { moveDraftTo, returnDraft, useDraft } from './drafts';
import { FirstSteps } from './FirstSteps';
import { Header } from './Header';
import { Greeting, Starters } from './Starters';
import { Starting } from './Starting';

/** The page without a conversation: the first question creates one. */
export function WelcomePage({ onMenu, onNewChat }: { onMenu: () => void; onNewChat: () => void }) {
  const chat = useChat();
  const queries = useQueryClient();
  const { choices, problem } = useChoices();
  const [draft, setDraft] = useDraft(null);
  const [picked, setPicked] = useState<Choice | null>(null);
  const initial = useMemo(() => choices && initialChoice(choices), [choices]);
  const choice = picked ?? initial;
  useEffect(() => {
    document.title = 'chatdata';
  }, []);

  const start = useMutation({
    networkMode: 'always',
    mutationFn: async (_text: string) => {
      const chosen = choice ?? initialChoice(await fetchChoices(queries));
      rememberChoice(chosen);
      return createConversation({ ...chosen, request_id: crypto.randomUUID() });
    },
    onError: (_thrown, text) => returnDraft(null, text),
    onSuccess: ({ id }, text) => {
      moveDraftTo(id);
      void chat.send(id, { content: text }, { kind: 'content', text, parentId: '' });
      void queries.invalidateQueries(newestConversationsQuery);
      navigate(id);
    },
  });
  const error = start.error ?? problem;
  if (start.isPending) {
    return (
      <>
        <Header title="" onMenu={onMenu} onNewChat={onNewChat} />
        <Starting
          text={start.variables}
          draft={draft}
          onDraft={setDraft}
          choices={choices}
          choice={choice}
        />
      </>
    );
  }
  return (
    <>
      <Header title="" onMenu={onMenu} onNewChat={onNewChat} />
      <div className="relative grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] overflow-y-auto px-4 pt-4 pb-14 sm:px-6">
        <div className="m-auto grid w-full max-w-[49rem] grid-cols-[minmax(0,1fr)] gap-6">
          <Greeting />
          <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
            {error && <Notice tone="bad">{error.message}</Notice>}
            <Composer
              draft={draft}
              onDraft={setDraft}
              onSend={(text) => {
                setDraft('');
                start.mutate(text);
              }}
              choices={choices}
              choice={choice}
              onChoice={setPicked}
              isBusy={false}
            />
          </div>
          {/* Has its place before it is there, so that nothing moves. */}
          <div className="min-h-60 sm:min-h-32">
            <Starters connectionId={choice?.connection_id ?? ''} onAsk={start.mutate} />
            {choices && choice && (
              <FirstSteps choices={choices} choice={choice} onChoice={setPicked} />
            )}
          </div>
        </div>
      </div>
    </>
  );
}
