import { useCallback, useSyncExternalStore } from 'react';
import { load, save } from '../ui/storage';

const key = (conversationId: string | null): string => `chatdata.draft.${conversationId ?? 'new'}`;
const isText = (value: unknown): value is string => typeof value === 'string';

// What the browser may refuse to keep is known here for as long as the page is open.
const drafts = new Map<string, string>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function draftOf(conversationId: string | null): string {
  const name = key(conversationId);
  return drafts.get(name) ?? load(name, isText) ?? '';
}

/** Writes what is to be sent in a conversation, in place of what was written. */
export function writeDraft(conversationId: string | null, text: string): void {
  drafts.set(key(conversationId), text);
  save(key(conversationId), text || null);
  for (const listener of listeners) listener();
}

/** Puts back what could not be sent, before what has been written since. */
export function returnDraft(conversationId: string | null, text: string): void {
  const since = draftOf(conversationId);
  writeDraft(conversationId, since ? `${text}\n${since}` : text);
}

/** What was written while a conversation was being made belongs to it. */
export function moveDraftTo(conversationId: string): void {
  writeDraft(conversationId, draftOf(null));
  writeDraft(null, '');
}

/** What is written but not sent, kept for each conversation. */
export function useDraft(conversationId: string | null): [string, (text: string) => void] {
  const draft = useSyncExternalStore(subscribe, () => draftOf(conversationId));
  const write = useCallback(
    (text: string) => writeDraft(conversationId, text),
    [conversationId],
  );
  return [draft, write];
}
