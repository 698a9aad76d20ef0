import { useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { type Choice, updateConversation } from '../api/client';
import { Problem } from '../api/problem';
import { conversationQuery } from '../api/queries';
import type { Conversation } from '../gen/chatdata/v1/conversation_pb';
import { type ThreadActions, useChat } from './actions';

/** What the actions of a thread go by, as it is when one is taken. */
interface Given {
  conversation: Conversation | undefined;
  /** The id of the message at the end of the branch. Empty when there is none. */
  last: string;
  choice: Choice | null;
  onAsked: () => void;
  /** A message could not be sent: its text goes back to where it was written. */
  onRefused: (text: string) => void;
  onChoice: (choice: Choice) => void;
}

/** The actions of a thread. They stay the same, for the sake of memo. */
export function useThreadActions(id: string, given: Given): ThreadActions {
  const chat = useChat();
  const queries = useQueryClient();
  const latest = useRef(given);
  useLayoutEffect(() => {
    latest.current = given;
  });
  return useMemo(() => {
    const sendText = async (
      text: string,
      parentId: string,
      parent: { parent_message_id?: string },
    ) => {
      const { onAsked, onRefused } = latest.current;
      onAsked();
      const body = { content: text, ...parent, ...changed(latest.current) };
      if (!(await chat.send(id, body, { kind: 'content', text, parentId }))) onRefused(text);
    };
    return {
      ask: (text) => void sendText(text, latest.current.last, {}),
      edit: ({ parentId }, text) =>
        void sendText(text, parentId, { parent_message_id: parentId || 'root' }),
      regenerate: (questionId, by) => {
        const { choice, onAsked, onChoice } = latest.current;
        const chosen: Partial<Choice> = { ...changed(latest.current), ...by };
        if (by && choice) onChoice({ ...choice, ...by });
        onAsked();
        void chat.send(
          id,
          { regenerate_message_id: questionId, ...chosen },
          { kind: 'regenerate', questionId },
        );
      },
      switchBranch: (messageId) => {
        const change = async () => {
          // The server takes the newest end of the branch that goes through it.
          await updateConversation(id, { head_message_id: messageId });
          await queries.invalidateQueries(conversationQuery(id));
        };
        change().catch((thrown: unknown) => chat.store.setProblem(id, Problem.of(thrown)));
      },
    };
  }, [chat, queries, id]);
}

/** What of the choice differs from what the conversation has. */
function changed({ conversation, choice }: Given): Partial<Choice> {
  if (!conversation || !choice) return {};
  const isOtherModel =
    choice.provider !== conversation.provider || choice.model !== conversation.model;
  return {
    ...(isOtherModel ? { provider: choice.provider, model: choice.model } : {}),
    ...(choice.connection_id === conversation.connectionId
      ? {}
      : { connection_id: choice.connection_id }),
  };
}
