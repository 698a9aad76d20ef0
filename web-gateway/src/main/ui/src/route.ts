import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** The path of a conversation's page, at one of its messages where that is named, or of the page to start one. */
export function pathOf(conversationId: string | null, messageId = ''): string {
  if (!conversationId) return '/chat';
  const path = `/chat/${encodeURIComponent(conversationId)}`;
  return messageId ? `${path}#${encodeURIComponent(messageId)}` : path;
}

/** The id in /chat/{id}, or null. */
export function conversationIdIn(path: string): string | null {
  return /^\/chat\/([\w.~-]+)\/?$/.exec(path)?.[1] ?? null;
}

export function navigate(
  conversationId: string | null,
  how: 'push' | 'replace' = 'push',
  messageId = '',
): void {
  const path = pathOf(conversationId, messageId);
  if (path === window.location.pathname + window.location.hash) return;
  if (how === 'push') window.history.pushState(null, '', path);
  else window.history.replaceState(null, '', path);
  for (const listener of listeners) listener();
}

/** The conversation that the address names, or null. */
export function useConversationId(): string | null {
  return useSyncExternalStore(subscribe, () => conversationIdIn(window.location.pathname));
}

/** The message that the address names. Empty where it names none. */
export function useMessageId(): string {
  return useSyncExternalStore(subscribe, () => window.location.hash.slice(1));
}
