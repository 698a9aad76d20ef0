import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { ChatEventSchema } from '../gen/chatdata/v1/chat_event_pb';
import { ChatStore } from './store';
import { answerText } from './turn';

const token = (turnId: string, sequence: number) =>
  create(ChatEventSchema, {
    turnId,
    sequence: BigInt(sequence),
    event: { case: 'token', value: { text: `${sequence} ` } },
  });

const frame = () =>
  new Promise((resolve) => {
    requestAnimationFrame(resolve);
  });

describe('the store', () => {
  test('publishes all that came in a frame at once', async () => {
    const store = new ChatStore();
    let published = 0;
    store.subscribe(() => {
      published += 1;
    });
    const before = store.published();
    for (let sequence = 1; sequence <= 500; sequence += 1) store.apply(token('t', sequence));
    expect(store.published()).toBe(before);
    await frame();
    expect(published).toBe(1);
    const turn = store.published().turns.get('t');
    expect(turn?.lastSequence).toBe(500n);
    expect(turn && answerText(turn).split(' ')).toHaveLength(501);
  });

  test('publishes at once what a person does', () => {
    const store = new ChatStore();
    let published = 0;
    store.subscribe(() => {
      published += 1;
    });
    store.setLive('c', {
      input: { kind: 'content', text: 'one', parentId: '' },
      turnId: '',
      since: 5,
      stopping: false,
    });
    expect(published).toBe(1);
    expect(store.published().live.has('c')).toBe(true);
  });

  test('publishes nothing for events that were seen', async () => {
    const store = new ChatStore();
    store.apply(token('t', 1));
    await frame();
    const before = store.published();
    store.apply(token('t', 1));
    await frame();
    expect(store.published()).toBe(before);
  });

  test('keeps turns apart', async () => {
    const store = new ChatStore();
    store.apply(token('a', 1));
    await frame();
    const a = store.published().turns.get('a');
    store.apply(token('b', 1));
    await frame();
    expect(store.published().turns.get('a')).toBe(a);
    expect([...store.published().turns.keys()]).toEqual(['a', 'b']);
  });
});
