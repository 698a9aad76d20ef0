import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { describe, expect, test } from 'vitest';
import { type ChatEvent, ChatEventSchema } from '../gen/chatdata/v1/chat_event_pb';
import { FinishReason, TurnStatus } from '../gen/chatdata/v1/turn_pb';
import { answerText, findCall, newTurn, reduceTurn, type TurnView } from './turn';

type Init = NonNullable<MessageInitShape<typeof ChatEventSchema>['event']>;

function log(...events: (Init | null)[]): ChatEvent[] {
  return events.map((event, index) =>
    create(ChatEventSchema, {
      turnId: 't',
      sequence: BigInt(index + 1),
      time: timestampFromMs(1_000 * (index + 1)),
      ...(event ? { event } : {}),
    }),
  );
}

const reduce = (events: readonly ChatEvent[], from: TurnView = newTurn('t')): TurnView =>
  events.reduce(reduceTurn, from);

const token = (text: string): Init => ({ case: 'token', value: { text } });
const thinking = (text: string): Init => ({ case: 'thinking', value: { text } });
const call = (toolCallId: string, tool: string): Init => ({
  case: 'toolCall',
  value: { toolCallId, tool, arguments: { table: 'orders' }, round: 1 },
});
const result = (toolCallId: string): Init => ({
  case: 'toolResult',
  value: {
    toolCallId,
    outcome: { case: 'listSchemas', value: { schemas: [{ name: toolCallId }] } },
  },
});

const WHOLE = log(
  {
    case: 'turnStarted',
    value: {
      conversationId: 'c',
      userMessageId: 'u',
      assistantMessageId: 'a',
      provider: 'builtin',
      model: 'planner',
      connectionId: 'default',
    },
  },
  thinking('First '),
  thinking('I look.'),
  token('Let me '),
  token('see.'),
  call('x', 'list_tables'),
  call('y', 'get_table_info'),
  null,
  result('y'),
  result('x'),
  { case: 'usage', value: { inputTokens: 10n, outputTokens: 2n } },
  { case: 'titleChanged', value: { title: 'Tables' } },
  token('There are two.'),
  {
    case: 'turnFinished',
    value: {
      status: TurnStatus.COMPLETED,
      finishReason: FinishReason.STOP,
      message: { id: 'a', followUps: ['And now?'], choices: ['Yes', 'No'] },
      usage: { inputTokens: 12n, outputTokens: 5n, costUsd: '0.01' },
    },
  },
);

describe('the reducer of a turn', () => {
  test('makes blocks in the order of the answer', () => {
    const turn = reduce(WHOLE);
    expect(
      turn.blocks.map((block) => (block.kind === 'tool' ? block.call.tool : block.text)),
    ).toEqual(['First I look.', 'Let me see.', 'list_tables', 'get_table_info', 'There are two.']);
    expect(answerText(turn)).toBe('Let me see.There are two.');
    expect(turn).toMatchObject({
      status: TurnStatus.COMPLETED,
      userMessageId: 'u',
      assistantMessageId: 'a',
      provider: 'builtin',
      connectionId: 'default',
      startedAt: 1_000,
      endedAt: 14_000,
      title: 'Tables',
      usage: { costUsd: '0.01' },
      followUps: ['And now?'],
      choices: ['Yes', 'No'],
      error: null,
    });
  });

  test('gives each of several parallel calls its own result', () => {
    const turn = reduce(WHOLE);
    for (const id of ['x', 'y']) {
      expect(findCall(turn, id)?.result?.outcome).toMatchObject({
        value: { schemas: [{ name: id }] },
      });
    }
    expect(findCall(turn, 'x')).toMatchObject({ arguments: { table: 'orders' }, startedAt: 6_000 });
    expect(findCall(turn, 'z')).toBeUndefined();
  });

  test('is the same wherever the stream was cut and however much came twice', () => {
    const whole = reduce(WHOLE);
    for (let seen = 0; seen <= WHOLE.length; seen += 1) {
      const part = reduce(WHOLE.slice(0, seen));
      expect(part.lastSequence).toBe(BigInt(seen));
      for (let resumedAfter = 0; resumedAfter <= seen; resumedAfter += 1) {
        expect(reduce(WHOLE.slice(resumedAfter), part)).toEqual(whole);
      }
    }
  });

  test('counts an event of an unknown kind and changes nothing else', () => {
    const before = reduce(WHOLE.slice(0, 7));
    const after = reduce(WHOLE.slice(7, 8), before);
    expect(after).toEqual({ ...before, lastSequence: 8n });
  });

  test('keeps what did not change, so that it is not drawn again', () => {
    const before = reduce(WHOLE.slice(0, 10));
    const after = reduce(WHOLE.slice(10, 13), before);
    expect(after.blocks.slice(0, 4)).toEqual(before.blocks);
    for (const [index, block] of before.blocks.entries()) expect(after.blocks[index]).toBe(block);
  });

  test('returns the very same turn for an event that was seen', () => {
    const turn = reduce(WHOLE);
    expect(reduce(WHOLE, turn)).toBe(turn);
  });

  test('does not take a tool’s arguments for an object when they are text', () => {
    const turn = reduce(
      log({
        case: 'toolCall',
        value: { toolCallId: 'x', tool: 'run_query', argumentsText: '{"sql": ' },
      }),
    );
    expect(findCall(turn, 'x')).toMatchObject({ arguments: {}, argumentsText: '{"sql": ' });
  });
});
