import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type ChatEvent, ChatEventSchema } from '../../src/gen/chatdata/v1/chat_event_pb';
import { TurnStatus } from '../../src/gen/chatdata/v1/turn_pb';
import { answer } from './answers';
import { type Call, json, Refusal } from './reply';
import { type FakeTurn, World } from './world';

/** The REST face of a scripted server, over real HTTP, for tests and for work on the page alone. */
export class FakeGateway {
  readonly world = new World();
  /** Method and path of every request, oldest first. */
  readonly requests: string[] = [];
  /** While true, every connection is cut. */
  away = false;
  /** Why no message is taken now; null while they are. */
  overload: string | null = null;
  readonly #streams = new Set<ServerResponse>();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async listen(port = 0): Promise<string> {
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => {
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  /** Cuts every stream that is open. */
  dropStreams(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  /** Ends every stream that is open with an error. */
  breakStreams(problem: { status: number; reason: string; detail: string }): void {
    for (const stream of this.#streams)
      stream.end(`event: error\ndata: ${JSON.stringify(problem)}\n\n`);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    this.requests.push(`${request.method} ${url.pathname}${url.search}`);
    if (this.away) {
      request.socket.destroy();
      return;
    }
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      answer(this, {
        url,
        request,
        response,
        body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
      });
    } catch (thrown) {
      const refusal =
        thrown instanceof Refusal ? thrown : new Refusal(500, 'INTERNAL', String(thrown));
      const { status, reason, message, metadata } = refusal;
      response.writeHead(status, { 'Content-Type': 'application/problem+json' });
      response.end(
        JSON.stringify({
          type: 'about:blank',
          title: 'Refused',
          status,
          detail: message,
          reason,
          metadata,
        }),
      );
    }
  }

  /** Answers with the events of a turn from the one after a sequence, and those to come. */
  stream({ response }: Call, fake: FakeTurn, after: number): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    response.write(': here\n\n');
    this.#streams.add(response);
    let next = after;
    const more = (): void => {
      for (const event of fake.log.slice(next)) response.write(frame(event));
      next = Math.max(next, fake.log.length);
      if (fake.turn.status !== TurnStatus.RUNNING && fake.log.at(-1)?.event.case === 'turnFinished')
        response.end();
    };
    fake.readers.add(more);
    response.on('close', () => {
      fake.readers.delete(more);
      this.#streams.delete(response);
    });
    more();
  }
}

const CASES = /[A-Z]/g;

function frame(event: ChatEvent): string {
  const name = (event.event.case ?? 'unknown').replaceAll(
    CASES,
    (letter) => `_${letter.toLowerCase()}`,
  );
  return `event: ${name}\nid: ${event.turnId}:${event.sequence}\ndata: ${JSON.stringify(json(ChatEventSchema, event))}\n\n`;
}
