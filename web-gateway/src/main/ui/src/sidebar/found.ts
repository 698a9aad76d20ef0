import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { Conversation } from '../gen/chatdata/v1/conversation_pb';
import { MessageRole } from '../gen/chatdata/v1/message_pb';
import type { SearchHit } from '../gen/chatdata/v1/search_pb';
import { titleOf } from './ConversationRow';

/** A place to go to. */
export interface Place {
  readonly key: string;
  readonly conversationId: string;
  /** Empty means the end of the conversation. */
  readonly messageId: string;
  readonly title: readonly Piece[];
  /** Who says what stands below the title. Empty where nothing does. */
  readonly speaker: string;
  readonly snippet: readonly Piece[];
  /** When it was written, in milliseconds since 1970. */
  readonly at: number | null;
}

/** A piece of text, which is one of the words that were looked for or stands between them. */
export interface Piece {
  readonly text: string;
  readonly isWord: boolean;
}

const SPEAKERS: Partial<Record<MessageRole, string>> = {
  [MessageRole.USER]: 'Question',
  [MessageRole.ASSISTANT]: 'Answer',
  [MessageRole.TOOL]: 'Tool call',
};

export function placeOfConversation(conversation: Conversation): Place {
  return {
    key: conversation.id,
    conversationId: conversation.id,
    messageId: '',
    title: [{ text: titleOf(conversation), isWord: false }],
    speaker: '',
    snippet: [],
    at: conversation.updatedAt ? timestampMs(conversation.updatedAt) : null,
  };
}

export function placeOfHit(hit: SearchHit): Place {
  const snippet = piecesOf(hit.snippet);
  const isTitle = hit.messageId === '';
  return {
    key: hit.messageId || hit.conversationId,
    conversationId: hit.conversationId,
    messageId: hit.messageId,
    title: isTitle ? snippet : [{ text: titleOf(hit), isWord: false }],
    speaker: isTitle ? '' : (SPEAKERS[hit.role] ?? ''),
    snippet: isTitle ? [] : snippet,
    at: hit.createdAt ? timestampMs(hit.createdAt) : null,
  };
}

/** A snippet without its marks: U+E000 before and U+E001 after each word. */
export function piecesOf(snippet: string): Piece[] {
  return snippet
    .split(/(\uE000[^\uE001]*\uE001)/u)
    .filter((text) => text !== '')
    .map((text) => ({
      text: text.replaceAll(/[\uE000\uE001]/gu, ''),
      isWord: text.startsWith('\uE000'),
    }));
}
