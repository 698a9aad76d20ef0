import { useQuery, useQueryClient } from '@tanstack/react-query';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { conversationQuery, newestConversationsQuery } from '../api/queries';
import type { Conversation } from '../gen/chatdata/v1/conversation_pb';
import { TurnStatus } from '../gen/chatdata/v1/turn_pb';
import { useChat } from './actions';
import { composeThread, storedItems } from './thread';

/** A conversation as it stands: its thread with the turn that runs, wherever that was started. */
export function useConversation(id: string) {
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
  const liveView = live ? turns.get(live.turnId) : undefined;
  return {
    conversation,
    title: liveView?.title || conversation?.title || '',
    items,
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
