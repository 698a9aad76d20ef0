import { useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import { deleteConversation, undeleteConversation, updateConversation } from '../api/client';
import { Problem } from '../api/problem';
import { conversationQuery } from '../api/queries';
import type { Conversation } from '../gen/chatdata/v1/conversation_pb';

/** What can be done to conversations. Each shows at once and is taken back when it fails. */
export interface Edits {
  /** The conversations with what was done to them here. */
  apply(conversations: Conversation[]): Conversation[];
  rename(conversation: Conversation, title: string): Promise<void>;
  remove(conversation: Conversation): Promise<void>;
  undo(conversation: Conversation): Promise<void>;
  /** Was just deleted. */
  undoable: Conversation | null;
  forgetUndo(): void;
  /** Why the last one failed. */
  problem: Problem | null;
}

export const EditsContext = createContext<Edits | null>(null);

export function useEdits(): Edits {
  const edits = useContext(EditsContext);
  if (!edits) throw new Error('EditsContext has no value here');
  return edits;
}

/** The value of EditsContext. */
export function useEditsState(): Edits {
  const queries = useQueryClient();
  const [removed, setRemoved] = useState<ReadonlySet<string>>(new Set());
  const [renamed, setRenamed] = useState<ReadonlyMap<string, string>>(new Map());
  const [undoable, setUndoable] = useState<Conversation | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const refresh = useCallback(
    (id: string) =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['conversations'] }),
        queries.invalidateQueries(conversationQuery(id)),
      ]),
    [queries],
  );

  const putBack = useCallback((id: string) => {
    setRemoved((ids) => new Set([...ids].filter((one) => one !== id)));
  }, []);

  const remove = useCallback(
    async (conversation: Conversation) => {
      setProblem(null);
      setRemoved((ids) => new Set([...ids, conversation.id]));
      try {
        await deleteConversation(conversation.id);
        setUndoable(conversation);
        await queries.invalidateQueries({ queryKey: ['conversations'] });
      } catch (thrown) {
        setProblem(Problem.of(thrown));
        putBack(conversation.id);
      }
    },
    [queries, putBack],
  );

  const undo = useCallback(
    async (conversation: Conversation) => {
      setUndoable(null);
      try {
        await undeleteConversation(conversation.id);
        await refresh(conversation.id);
        putBack(conversation.id);
      } catch (thrown) {
        setProblem(Problem.of(thrown));
      }
    },
    [refresh, putBack],
  );

  const rename = useCallback(
    async (conversation: Conversation, title: string) => {
      const forget = (): void =>
        setRenamed((titles) => new Map([...titles].filter(([id]) => id !== conversation.id)));
      setProblem(null);
      setRenamed((titles) => new Map(titles).set(conversation.id, title));
      try {
        await updateConversation(conversation.id, { title });
        await refresh(conversation.id);
      } catch (thrown) {
        setProblem(Problem.of(thrown));
      }
      forget();
    },
    [refresh],
  );

  const apply = useCallback(
    (conversations: Conversation[]): Conversation[] =>
      conversations
        .filter(({ id }) => !removed.has(id))
        .map((conversation) => {
          const title = renamed.get(conversation.id);
          return title === undefined ? conversation : { ...conversation, title };
        }),
    [removed, renamed],
  );

  const forgetUndo = useCallback(() => setUndoable(null), []);
  return useMemo(
    () => ({ apply, rename, remove, undo, undoable, forgetUndo, problem }),
    [apply, rename, remove, undo, undoable, forgetUndo, problem],
  );
}
