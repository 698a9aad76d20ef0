import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Choice } from '../api/client';
import { rememberChoice, useChoices } from '../choice/choice';
import { useMessageId } from '../route';
import { Button } from '../ui/Button';
import { Dots } from '../ui/Dots';
import { Notice } from '../ui/Notice';
import { useChat } from './actions';
import { Announcer } from './Announcer';
import { Composer } from './Composer';
import { Header } from './Header';
import { Greeting, Starters } from './Starters';
import { Thread } from './Thread';
import { returnDraft, useDraft } from './drafts';
import { useConversation } from './useConversation';
import { useStopKey } from './useStopKey';
import { useThreadActions } from './useThreadActions';

/** A conversation: its thread and the field for the next question. */
export function ConversationPage({
  id,
  onMenu,
  onNewChat,
}: {
  id: string;
  onMenu: () => void;
  onNewChat: () => void;
}) {
  const chat = useChat();
  const { choices } = useChoices();
  const { conversation, title, items, sought, live, isBusy, problem, error, isPending } =
    useConversation(id, useMessageId());
  const [draft, setDraft] = useDraft(id);
  const [picked, setPicked] = useState<Choice | null>(null);
  const [asked, setAsked] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);

  const choice = useMemo(() => {
    if (picked || !conversation) return picked;
    const provider = choices?.providers.find((one) => one.id === conversation.provider);
    return {
      provider: conversation.provider,
      model: conversation.model || (provider?.defaultModel ?? ''),
      connection_id: conversation.connectionId,
    };
  }, [picked, conversation, choices]);
  const pick = useCallback((next: Choice) => {
    setPicked(next);
    rememberChoice(next);
  }, []);

  const last = items.at(-1);
  const lastId =
    last?.kind === 'answer'
      ? last.messageId || last.turn.assistantMessageId
      : (last?.messageId ?? '');
  const actions = useThreadActions(id, {
    conversation,
    last: lastId,
    choice,
    onAsked: useCallback(() => setAsked((count) => count + 1), []),
    onRefused: useCallback((text: string) => returnDraft(id, text), [id]),
    onChoice: pick,
  });
  const stop = useCallback(() => chat.stop(id), [chat, id]);
  useStopKey(isBusy, stop);
  useEffect(() => {
    document.title = title ? `${title} · chatdata` : 'chatdata';
  }, [title]);

  const ask = (text: string) => {
    actions.ask(text);
    field.current?.focus();
  };
  return (
    <>
      <Header conversation={conversation} title={title} onMenu={onMenu} onNewChat={onNewChat} />
      <Thread
        items={items}
        choices={choices}
        isBusy={isBusy}
        isStopping={live?.stopping ?? false}
        actions={actions}
        asked={asked}
        sought={sought}
      >
        {isPending && !error && (
          <div className="late grid place-items-center py-24 text-muted">
            <Dots />
          </div>
        )}
        {conversation && !isPending && (
          <div className="mx-auto grid w-full max-w-[49rem] gap-7 pt-[9vh] pb-8">
            <Greeting />
            <Starters connectionId={choice?.connection_id ?? ''} onAsk={ask} />
          </div>
        )}
        {error && !conversation && (
          <Notice
            tone="bad"
            actions={
              <Button variant="small" onClick={onNewChat}>
                New chat
              </Button>
            }
          >
            {error.message}
          </Notice>
        )}
      </Thread>
      <div className="mx-auto w-full max-w-[52rem] px-3 pb-3 sm:px-6 sm:pb-5">
        {problem && (
          <div className="mb-2">
            <Notice
              tone="bad"
              actions={
                <Button variant="small" onClick={() => chat.dismissProblem(id)}>
                  Dismiss
                </Button>
              }
            >
              {problem.message}
            </Notice>
          </div>
        )}
        <Composer
          draft={draft}
          onDraft={setDraft}
          onSend={(text) => {
            setDraft('');
            ask(text);
          }}
          field={field}
          choices={choices}
          choice={choice}
          onChoice={pick}
          isBusy={isBusy}
          isStopping={live?.stopping ?? false}
          onStop={stop}
        />
      </div>
      <Announcer items={items} />
    </>
  );
}
