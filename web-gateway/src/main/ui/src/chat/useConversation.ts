import { useQuery, useQueryClient } from '@tanstack/react-query';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { conversationQuery, newestConversationsQuery } from '../api/queries';
import type { Conversation } from '../gen/chatdata/v1/conversation_pb';
import { type Message, MessageRole } from '../gen/chatdata/v1/message_pb';
import { TurnStatus } from '../gen/chatdata/v1/turn_pb';
import { useChat } from './actions';
import { composeThread, storedItems } from './thread';

/** A conversation as it stands: its thread with the turn that runs, wherever that was started. */
export function useConversation(id: string, messageId: string) {
  const chat = useChat();
  const queries = useQueryClient();
  const query = useQuery(conversationQuery(id));
  const newest = useQuery(newestConversationsQuery);
  const {
    turns,
    live: liveTurns,
    problems,
  } = useSyncExternalStore(chat.store.subscribe, chat.store.published);
  const live = liveTurns.get(id);

  useEffect(() => {
    chat.enter(id);
    return () => chat.leave(id);
  }, [chat, id]);

  const conversation = query.data?.conversation;
  const runningTurnId = conversation?.runningTurnId;
  useEffect(() => {
    if (runningTurnId) chat.watch(id, runningTurnId);
  }, [chat, id, runningTurnId]);

  // The list is polled and tells what happened elsewhere: in another tab, at the command line.
  const listed = newest.data?.conversations.find((one) => one.id === id);
  const isStale =
    conversation !== undefined &&
    listed !== undefined &&
    (changedAt(listed) > changedAt(conversation) ||
      (newest.dataUpdatedAt > query.dataUpdatedAt &&
        listed.runningTurnId !== conversation.runningTurnId));
  useEffect(() => {
    if (isStale) void queries.invalidateQueries(conversationQuery(id));
  }, [queries, id, isStale, newest.dataUpdatedAt]);

  const messages = query.data?.messages;
  const stored = useMemo(() => storedItems(messages ?? []), [messages]);
  const items = useMemo(() => composeThread(stored, live, turns), [stored, live, turns]);
  const sought = useMemo(() => {
    const message = messages?.find((one) => one.id === messageId);
    if (message?.role !== MessageRole.TOOL) return message?.id ?? '';
    // A tool call is shown in the answer that it was made for.
    const isAnswer = ({ role, turnId }: Message): boolean =>
      role === MessageRole.ASSISTANT && turnId === message.turnId;
    return messages?.find(isAnswer)?.id ?? '';
  }, [messages, messageId]);
  const liveView = live ? turns.get(live.turnId) : undefined;
  return {
    conversation,
    title: liveView?.title || conversation?.title || '',
    items,
    /** The question or answer that the message is or belongs to. Empty where there is none. */
    sought,
    live,
    /** Nothing can be sent: a turn is being started or runs. One that has ended is only being stored. */
    isBusy:
      live !== undefined && (liveView === undefined || liveView.status === TurnStatus.RUNNING),
    problem: problems.get(id),
    error: query.error,
    isPending: query.isPending && items.length === 0,
  };
}

function changedAt({ updatedAt }: Conversation): number {
  return updatedAt ? timestampMs(updatedAt) : 0;
}
