import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeGateway } from '../../tests/fake/gateway';
import { setOrigin } from '../../tests/origin';
import type { ChatEvent } from '../gen/chatdata/v1/chat_event_pb';
import type { Message } from '../gen/chatdata/v1/message_pb';
import { TurnStatus } from '../gen/chatdata/v1/turn_pb';
import {
  cancelTurn,
  createConversation,
  getConversation,
  getResult,
  getTurn,
  listConversations,
  listModels,
  sendMessage,
  watchTurn,
} from './client';
import { connectivity } from './http';
import { Problem } from './problem';

let gateway: FakeGateway;

beforeEach(async () => {
  gateway = new FakeGateway();
  setOrigin(await gateway.listen());
});

afterEach(async () => {
  await gateway.close();
});

const never = new AbortController().signal;
const choice = { provider: 'builtin', model: '', connection_id: 'default' };
const create = () => createConversation({ ...choice, request_id: crypto.randomUUID() });

async function all(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const list: ChatEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

describe('the client', () => {
  test('streams a turn, and the same again from any place', async () => {
    const { id } = await create();
    const sent = await all(sendMessage(id, { content: 'List the tables', request_id: 'r' }, never));
    expect(sent.map(({ sequence }) => Number(sequence))).toEqual(sent.map((_, index) => index + 1));
    expect(sent[0]?.event.case).toBe('turnStarted');
    expect(sent.at(-1)?.event.case).toBe('turnFinished');
    const turnId = sent[0]?.turnId ?? '';
    expect(await all(watchTurn(turnId, 0n))).toEqual(sent);
    expect(await all(watchTurn(turnId, 5n))).toEqual(sent.slice(5));
    expect((await getTurn(turnId)).status).toBe(TurnStatus.COMPLETED);
  });

  test('the same request id attaches to the same turn', async () => {
    const { id } = await create();
    const once = await all(sendMessage(id, { content: 'tables', request_id: 'r' }, never));
    const again = await all(sendMessage(id, { content: 'tables', request_id: 'r' }, never));
    expect(again).toEqual(once);
  });

  test('reads all pages of a conversation and of a result', async () => {
    const { id } = await create();
    for (let turn = 0; turn < 90; turn += 1) {
      await all(sendMessage(id, { content: 'Which sell best?', request_id: String(turn) }, never));
    }
    const ends: Message[][] = [];
    const { conversation, messages } = await getConversation(id, (end) => ends.push(end.messages));
    expect(conversation.id).toBe(id);
    expect(messages).toHaveLength(270);
    expect(messages.map(({ sequence }) => sequence)).toEqual(
      messages.map(({ sequence }) => sequence).toSorted((a, b) => Number(a - b)),
    );
    expect(ends).toEqual([messages.slice(-100)]);
    const [resultId = ''] = gateway.world.results.keys();
    const result = await getResult(resultId);
    expect(result.rows).toHaveLength(240);
    expect(result.rows[3]?.values[1]?.kind).toEqual({ case: 'stringValue', value: '' });
  });

  test('pages the list of conversations', async () => {
    for (let index = 0; index < 60; index += 1) gateway.world.createConversation({}, index);
    const first = await listConversations();
    const second = await listConversations(first.nextPageToken);
    expect(first.conversations).toHaveLength(50);
    expect(second.conversations).toHaveLength(10);
    expect(second.nextPageToken).toBe('');
  });

  test('a refusal is a Problem with the reason', async () => {
    const problem = await getConversation('0').catch((thrown: unknown) => thrown);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      message: 'No conversation has the id 0',
      status: 404,
      reason: 'CONVERSATION_NOT_FOUND',
      transient: false,
    });
  });

  test('a running turn refuses a second one and names itself', async () => {
    gateway.world.hold();
    const { id } = await create();
    const first = sendMessage(id, { content: 'tables', request_id: 'a' }, never);
    const { value: started } = await first.next();
    const refused = await all(sendMessage(id, { content: 'tables', request_id: 'b' }, never)).catch(
      Problem.of,
    );
    expect(refused).toMatchObject({
      status: 409,
      reason: 'TURN_RUNNING',
      metadata: { turn_id: started?.turnId },
    });
    expect((await cancelTurn(String(started?.turnId))).status).toBe(TurnStatus.CANCELLED);
    const events = await all(first);
    expect(events.at(-1)?.event).toMatchObject({
      case: 'turnFinished',
      value: { status: TurnStatus.CANCELLED },
    });
  });

  test('an error in the middle of a stream is thrown', async () => {
    gateway.world.hold();
    const { id } = await create();
    const events = sendMessage(id, { content: 'tables', request_id: 'a' }, never);
    await events.next();
    gateway.breakStreams({
      status: 503,
      reason: 'STORE_UNAVAILABLE',
      detail: 'The store is not reachable',
    });
    const problem = await all(events).catch(Problem.of);
    expect(problem).toMatchObject({ status: 503, reason: 'STORE_UNAVAILABLE', transient: true });
  });

  test('a stream that is cut and a server that is away are transient problems', async () => {
    gateway.world.hold();
    const { id } = await create();
    const events = sendMessage(id, { content: 'tables', request_id: 'a' }, never);
    await events.next();
    gateway.away = true;
    gateway.dropStreams();
    await expect(all(events)).rejects.toMatchObject({ status: 0, transient: true });
    await expect(listModels()).rejects.toMatchObject({ status: 0, transient: true });
    expect(connectivity.current().up).toBe(false);
    gateway.away = false;
    connectivity.retryNow();
    await connectivity.whenUp(never);
  });
});
