import { createContext, useContext } from 'react';
import type { Chat } from './chat';
import type { QuestionItem } from './thread';

/** What can be done from inside a thread. */
export interface ThreadActions {
  /** Asks something new at the end. */
  ask(text: string): void;
  /** Asks again with other words, in a branch of its own. */
  edit(question: QuestionItem, text: string): void;
  /** Answers again, with the provider and model that are picked now or the ones given. */
  regenerate(questionId: string, by?: { provider: string; model: string }): void;
  /** Shows the branch that goes through a message. */
  switchBranch(messageId: string): void;
}

export const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('ChatContext has no value here');
  return chat;
}
