import { timestampMs } from '@bufbuild/protobuf/wkt';
import { type Message, MessageRole } from '../gen/chatdata/v1/message_pb';
import type { LiveTurn } from './store';
import { storedTurn } from './stored';
import { newTurn, type TurnView } from './turn';

/** What stands in a thread: a question, or an answer to the question before it. */
export type ThreadItem = QuestionItem | AnswerItem;

export interface QuestionItem {
  readonly kind: 'question';
  readonly key: string;
  /** Empty until the server has given it one. */
  readonly messageId: string;
  readonly text: string;
  /** Empty for the first message of a conversation. */
  readonly parentId: string;
  readonly siblingIds: readonly string[];
  readonly time: number | null;
}

export interface AnswerItem {
  readonly kind: 'answer';
  readonly key: string;
  /** Empty until it is stored. */
  readonly messageId: string;
  readonly siblingIds: readonly string[];
  readonly turn: TurnView;
}

// A message that is read again is the same object where it hasn't changed, and so is its item: it
// isn't drawn again.
const known = new WeakMap<Message, { item: ThreadItem; tools: readonly Message[] }>();

function itemOnce(
  message: Message,
  tools: readonly Message[],
  item: () => ThreadItem,
): ThreadItem {
  const last = known.get(message);
  if (last?.tools.length === tools.length && last.tools.every((tool, at) => tool === tools[at]))
    return last.item;
  const made = item();
  known.set(message, { item: made, tools });
  return made;
}

/** The items of the messages of a branch. */
export function storedItems(messages: readonly Message[]): ThreadItem[] {
  const toolMessages = messages.filter(({ role }) => role === MessageRole.TOOL);
  const tools = groupBy(toolMessages, (message) => message.turnId);
  const items: ThreadItem[] = [];
  for (const message of inOrder(messages)) {
    const { id, siblingIds, turnId } = message;
    if (message.role === MessageRole.USER) {
      const time = message.createdAt ? timestampMs(message.createdAt) : null;
      const { content: text, parentMessageId: parentId } = message;
      items.push(
        itemOnce(message, [], () => ({
          kind: 'question',
          key: id,
          messageId: id,
          text,
          parentId,
          siblingIds,
          time,
        })),
      );
    } else if (message.role === MessageRole.ASSISTANT) {
      const calls = tools.get(turnId) ?? [];
      items.push(
        itemOnce(message, calls, () => {
          const turn = storedTurn(message, calls);
          return { kind: 'answer', key: turnId || id, messageId: id, siblingIds, turn };
        }),
      );
    }
  }
  return items;
}

/**
 * The thread: what is stored and, where it isn't yet, the turn that was started or is watched
 * here. Turns whose events were seen are shown from them, for they have the results that messages
 * don't.
 */
export function composeThread(
  stored: readonly ThreadItem[],
  live: LiveTurn | undefined,
  seen: ReadonlyMap<string, TurnView>,
): ThreadItem[] {
  const items = stored.map((item) => {
    const turn = item.kind === 'answer' ? seen.get(item.turn.id) : undefined;
    return item.kind === 'answer' && turn ? { ...item, turn } : item;
  });
  return live ? withLive(items, live, seen) : items;
}

function withLive(
  stored: ThreadItem[],
  live: LiveTurn,
  seen: ReadonlyMap<string, TurnView>,
): ThreadItem[] {
  const items = live.after ? withLive(stored, live.after, seen) : stored;
  const turn = seen.get(live.turnId);
  if (turn && items.some((item) => item.kind === 'answer' && item.turn.id === turn.id))
    return items;

  const questionId =
    turn?.userMessageId || (live.input.kind === 'regenerate' ? live.input.questionId : '');
  const at = positionOf(items, questionId);
  return [
    ...(at >= 0 ? items.slice(0, at + 1) : withQuestion(items, live, questionId)),
    {
      kind: 'answer',
      key: live.turnId || 'starting',
      messageId: '',
      siblingIds: [],
      turn: turn ?? newTurn(live.turnId),
    },
  ];
}

function withQuestion(
  items: readonly ThreadItem[],
  live: LiveTurn,
  messageId: string,
): readonly ThreadItem[] {
  if (live.input.kind !== 'content') return items;
  const { text, parentId } = live.input;
  const parent = positionOf(items, parentId);
  const before = parentId === '' ? [] : parent >= 0 ? items.slice(0, parent + 1) : items;
  const key = messageId || 'asked';
  return [
    ...before,
    { kind: 'question', key, messageId, text, parentId, siblingIds: [], time: live.since },
  ];
}

function positionOf(items: readonly ThreadItem[], messageId: string): number {
  return items.findIndex((item) => item.messageId !== '' && item.messageId === messageId);
}

function inOrder(messages: readonly Message[]): Message[] {
  return messages.toSorted((a, b) => Number(a.sequence - b.sequence));
}

function groupBy(
  messages: readonly Message[],
  key: (message: Message) => string,
): Map<string, Message[]> {
  const groups = new Map<string, Message[]>();
  for (const message of messages) {
    const group = groups.get(key(message));
    if (group) group.push(message);
    else groups.set(key(message), [message]);
  }
  return groups;
}
