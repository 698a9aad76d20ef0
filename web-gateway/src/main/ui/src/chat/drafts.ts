import { useCallback, useState } from 'react';
import { load, save } from '../ui/storage';

const key = (conversationId: string | null): string => `chatdata.draft.${conversationId ?? 'new'}`;
const isText = (value: unknown): value is string => typeof value === 'string';

/** What is written but not sent, kept for each conversation. */
export function useDraft(conversationId: string | null): [string, (text: string) => void] {
  const [draft, setDraft] = useState(() => load(key(conversationId), isText) ?? '');
  const keep = useCallback(
    (text: string) => {
      setDraft(text);
      save(key(conversationId), text || null);
    },
    [conversationId],
  );
  return [draft, keep];
}
