import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { type Message, MessageRole, MessageSchema } from '../gen/chatdata/v1/message_pb';
import { TurnStatus } from '../gen/chatdata/v1/turn_pb';
import type { LiveInput, LiveTurn } from './store';
import { composeThread, storedItems } from './thread';
import { newTurn, type TurnView } from './turn';

let sequence = 0n;

function message(init: MessageInitShape<typeof MessageSchema>): Message {
  sequence += 1n;
  return create(MessageSchema, { sequence, siblingIds: init.id ? [init.id] : [], ...init });
}

const question = (id: string, parentMessageId: string, content: string) =>
  message({ id, parentMessageId, content, role: MessageRole.USER, turnId: `turn-${id}` });
const answer = (id: string, parentMessageId: string, turnId: string) =>
  message({ id, parentMessageId, turnId, content: `said ${id}`, role: MessageRole.ASSISTANT });

const STORED = storedItems([
  question('u1', '', 'one'),
  message({
    id: 'x',
    role: MessageRole.TOOL,
    toolCallId: 'x',
    toolName: 'list_tables',
    turnId: 'turn-u1',
    parentMessageId: 'u1',
  }),
  answer('a1', 'u1', 'turn-u1'),
  question('u2', 'a1', 'two'),
  answer('a2', 'u2', 'turn-u2'),
]);

const live = (input: LiveInput, turnId = ''): LiveTurn => ({
  input,
  turnId,
  since: 5,
  stopping: false,
});
const NONE: ReadonlyMap<string, TurnView> = new Map();
const seen = (id: string, fields: Partial<TurnView>) =>
  new Map([[id, { ...newTurn(id), ...fields }]]);

/** The thread in short: a question's text, an answer's turn. */
const short = (...given: Parameters<typeof composeThread>): string[] =>
  composeThread(...given).map((item) =>
    item.kind === 'question' ? item.text : `→ ${item.turn.id}`,
  );

const edit = (parentId: string): LiveInput => ({ kind: 'content', text: 'other', parentId });

describe('the thread', () => {
  test('goes on after an answer that has ended and is not read from the store yet', () => {
    const turns = seen('turn-u3', { userMessageId: 'u3', assistantMessageId: 'a3' });
    const ended = live({ kind: 'content', text: 'three', parentId: 'a2' }, 'turn-u3');
    const asked = { ...live({ kind: 'content', text: 'four', parentId: 'a3' }), after: ended };
    const before = ['one', '→ turn-u1', 'two', '→ turn-u2', 'three', '→ turn-u3', 'four', '→ '];
    expect(short(STORED, asked, turns)).toEqual(before);
    const stored = [
      ...STORED,
      ...storedItems([question('u3', 'a2', 'three'), answer('a3', 'u3', 'turn-u3')]),
    ];
    expect(short(stored, asked, turns)).toEqual(before);
  });

  test('has the same items for messages that did not change', () => {
    const asked = question('u9', '', 'nine');
    const answered = answer('a9', 'u9', 'turn-u9');
    const call = message({
      id: 'c9',
      role: MessageRole.TOOL,
      toolCallId: 'c9',
      turnId: 'turn-u9',
      parentMessageId: 'u9',
    });
    const once = storedItems([asked, answered]);
    expect(storedItems([asked, answered])[1]).toBe(once[1]);
    expect(storedItems([asked, call, answered])[0]).toBe(once[0]);
    expect(storedItems([asked, call, answered])[1]).not.toBe(once[1]);
  });

  test('is the questions and answers, the tool calls in the answers', () => {
    expect(short(STORED, undefined, NONE)).toEqual(['one', '→ turn-u1', 'two', '→ turn-u2']);
    const [, first] = composeThread(STORED, undefined, NONE);
    expect(first?.kind === 'answer' && first.turn.blocks).toMatchObject([
      { kind: 'tool', call: { tool: 'list_tables' } },
      { kind: 'text', text: 'said a1' },
    ]);
  });

  test('has a new question at the end at once, and its answer before the turn exists', () => {
    const input: LiveInput = { kind: 'content', text: 'three', parentId: 'a2' };
    expect(short(STORED, live(input), NONE)).toEqual([
      'one',
      '→ turn-u1',
      'two',
      '→ turn-u2',
      'three',
      '→ ',
    ]);
    expect(short([], live({ ...input, parentId: '' }), NONE)).toEqual(['three', '→ ']);
  });

  test('shows the question once when it is stored and the answer isn’t', () => {
    const input: LiveInput = { kind: 'content', text: 'two', parentId: 'a1' };
    const items = STORED.slice(0, 3);
    expect(short(items, live(input, 'turn-u2'), seen('turn-u2', { userMessageId: 'u2' }))).toEqual([
      'one',
      '→ turn-u1',
      'two',
      '→ turn-u2',
    ]);
  });

  test('cuts the branch where an earlier question is edited', () => {
    expect(short(STORED, live(edit('a1')), NONE)).toEqual(['one', '→ turn-u1', 'other', '→ ']);
    expect(short(STORED, live(edit('')), NONE)).toEqual(['other', '→ ']);
  });

  test('cuts the branch after the question that is answered again', () => {
    const input: LiveInput = { kind: 'regenerate', questionId: 'u1' };
    expect(short(STORED, live(input), NONE)).toEqual(['one', '→ ']);
    const turns = seen('turn-again', { userMessageId: 'u1' });
    expect(short(STORED, live(input, 'turn-again'), turns)).toEqual(['one', '→ turn-again']);
  });

  test('shows a turn that was found running after its question', () => {
    const items = STORED.slice(0, 3);
    const turns = seen('turn-u2', { userMessageId: 'u2' });
    expect(short(items, live({ kind: 'found' }, 'turn-u2'), turns)).toEqual([
      'one',
      '→ turn-u1',
      'two',
      '→ turn-u2',
    ]);
  });

  test('shows a stored answer once, from the events where they were seen', () => {
    const turns = seen('turn-u2', {
      userMessageId: 'u2',
      status: TurnStatus.COMPLETED,
      provider: 'seen',
    });
    const items = composeThread(STORED, live({ kind: 'found' }, 'turn-u2'), turns);
    expect(items).toHaveLength(4);
    expect(items[3]).toMatchObject({ messageId: 'a2', turn: { provider: 'seen' } });
    // What did not change is the same, so that it is not drawn again.
    expect(items[0]).toBe(STORED[0]);
    expect(items[1]).toBe(STORED[1]);
  });
});
