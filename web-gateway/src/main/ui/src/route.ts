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

/** The path of a conversation's page, or of the page to start one. */
export function pathOf(conversationId: string | null): string {
  return conversationId ? `/chat/${encodeURIComponent(conversationId)}` : '/chat';
}

/** The id in /chat/{id}, or null. */
export function conversationIdIn(path: string): string | null {
  return /^\/chat\/([\w.~-]+)\/?$/.exec(path)?.[1] ?? null;
}

export function navigate(conversationId: string | null, how: 'push' | 'replace' = 'push'): void {
  const path = pathOf(conversationId);
  if (path === window.location.pathname) return;
  if (how === 'push') window.history.pushState(null, '', path);
  else window.history.replaceState(null, '', path);
  for (const listener of listeners) listener();
}

/** The conversation that the address names, or null. */
export function useConversationId(): string | null {
  return useSyncExternalStore(subscribe, () => conversationIdIn(window.location.pathname));
}
