import { describe, expect, test } from 'vitest';
import { readSse, type SseEvent, SseParser } from './sse';

const STREAM = [
  ': a comment first\r\n',
  'event: token\r\nid: t:1\r\ndata: {"text":"grün 🦜"}\r\n\r\n',
  ':\n\n',
  'data: first line\ndata:second line\ndata\n\n',
  'id: t:3\revent: tool_call\rdata:  two blanks\r\r',
  'retry: 10\nnonsense\nevent: ping\n\n',
  'data: last\n\n',
  'data: never ended',
].join('');

const EVENTS: SseEvent[] = [
  { event: 'token', id: 't:1', data: '{"text":"grün 🦜"}' },
  { event: 'message', id: 't:1', data: 'first line\nsecond line\n' },
  { event: 'tool_call', id: 't:3', data: ' two blanks' },
  { event: 'message', id: 't:3', data: 'last' },
];

function bodyOf(...chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

async function collect(body: ReadableStream<Uint8Array>): Promise<SseEvent[]> {
  const events: SseEvent[] = [];
  for await (const event of readSse(body)) events.push(event);
  return events;
}

describe('SSE', () => {
  test('reads comments, all line ends, several data lines and ids that stay', () => {
    expect(new SseParser().push(STREAM)).toEqual(EVENTS);
  });

  test('reads the same however the bytes are cut in two, in the middle of a character too', async () => {
    const bytes = new TextEncoder().encode(STREAM);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const events = await collect(bodyOf(bytes.slice(0, cut), bytes.slice(cut)));
      expect(events, `cut at ${cut}`).toEqual(EVENTS);
    }
  });

  test('reads the same byte by byte', async () => {
    const bytes = new TextEncoder().encode(STREAM);
    expect(await collect(bodyOf(...Array.from(bytes, (byte) => Uint8Array.of(byte))))).toEqual(
      EVENTS,
    );
  });

  test('gives an event as soon as its blank line is there', () => {
    const parser = new SseParser();
    expect(parser.push('data: one\n')).toEqual([]);
    expect(parser.push('\n')).toEqual([{ event: 'message', data: 'one', id: '' }]);
  });

  test('gives up on a stream that falls silent', async () => {
    const silent = new ReadableStream<Uint8Array>();
    const next = readSse(silent, 1).next();
    await expect(next).rejects.toThrow('Nothing came for 1 ms');
  });

  test('closes the connection when the reader stops', async () => {
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('data: one\n\n')),
      cancel: () => {
        isCancelled = true;
      },
    });
    const events = readSse(body);
    await events.next();
    await events.return(undefined);
    expect(isCancelled).toBe(true);
  });
});
