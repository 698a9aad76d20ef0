import {
  create,
  createRegistry,
  type DescMessage,
  type MessageShape,
  toJson,
} from '@bufbuild/protobuf';
import { timestampMs, timestampNow } from '@bufbuild/protobuf/wkt';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type ChatEvent, ChatEventSchema } from '../../src/gen/chatdata/v1/chat_event_pb';
import {
  ListConversationsResponseSchema,
  ListMessagesResponseSchema,
  ListModelsResponseSchema,
} from '../../src/gen/chatdata/v1/chat_service_pb';
import { ListConnectionsResponseSchema } from '../../src/gen/chatdata/v1/connection_pb';
import { type Conversation, ConversationSchema } from '../../src/gen/chatdata/v1/conversation_pb';
import { SuggestQuestionsResponseSchema } from '../../src/gen/chatdata/v1/data_service_pb';
import { GetResultResponseSchema } from '../../src/gen/chatdata/v1/query_result_pb';
import { SearchMessagesResponseSchema } from '../../src/gen/chatdata/v1/search_pb';
import { TurnSchema, TurnStatus } from '../../src/gen/chatdata/v1/turn_pb';
import { ErrorInfoSchema } from '../../src/gen/google/rpc/error_details_pb';
import { connections, models, questions } from './catalog';
import { type FakeTurn, type TurnInput, World } from './world';

const PAGE = 50;
const registry = createRegistry(ErrorInfoSchema);

function json<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): object {
  return toJson(schema, message, {
    useProtoFieldName: true,
    alwaysEmitImplicit: true,
    registry,
  }) as object;
}

/** Ends a request with a problem. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    detail: string,
    readonly metadata: Record<string, string> = {},
  ) {
    super(detail);
  }
}

interface Call {
  url: URL;
  request: IncomingMessage;
  response: ServerResponse;
  body: Record<string, unknown>;
}

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
      this.#route({
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

  #route(call: Call): void {
    const { url, request, response } = call;
    const [area, kind, id = '', action = ''] = url.pathname
      .split('/')
      .slice(3)
      .map(decodeURIComponent);
    const send = <Desc extends DescMessage>(
      schema: Desc,
      message: MessageShape<Desc>,
      status = 200,
    ) => reply(response, status, json(schema, message));
    if (area === 'data') {
      if (kind === 'results') return this.#result(call, id);
      if (action === 'suggestions') {
        return send(
          SuggestQuestionsResponseSchema,
          create(SuggestQuestionsResponseSchema, { questions }),
        );
      }
      return send(ListConnectionsResponseSchema, connections);
    }
    if (kind === 'search') return this.#search(call);
    if (kind === 'models') return send(ListModelsResponseSchema, models);
    if (kind === 'turns') {
      const fake = this.world.turns.get(id);
      if (!fake) throw new Refusal(404, 'TURN_NOT_FOUND', `No turn has the id ${id}`);
      if (action === 'events') {
        const last = String(request.headers['last-event-id'] ?? ':0').split(':')[1];
        return this.#stream(call, fake, Number(last));
      }
      if (action === 'cancel') this.world.cancel(fake);
      return send(TurnSchema, fake.turn);
    }
    if (!id) {
      if (request.method === 'GET') return this.#list(call);
      const conversation = this.world.createConversation(call.body);
      return send(ConversationSchema, conversation, 201);
    }
    return this.#conversation(call, id, action);
  }

  #conversation(call: Call, id: string, action: string): void {
    const { request, response, body, url } = call;
    const conversation = this.world.conversations.get(id);
    const isGone = conversation?.deletedAt && action !== 'undelete';
    if (!conversation || isGone)
      throw new Refusal(404, 'CONVERSATION_NOT_FOUND', `No conversation has the id ${id}`);
    if (action === 'messages' && request.method === 'POST') {
      const input = body as TurnInput;
      const running = this.world.turns.get(conversation.runningTurnId);
      if (this.overload) throw new Refusal(429, 'OVERLOADED', this.overload);
      const known = this.world.turnOf(conversation.id, input.request_id);
      if (running && !known) {
        const metadata = { turn_id: running.turn.id };
        throw new Refusal(
          409,
          'TURN_RUNNING',
          `Turn ${running.turn.id} is still running`,
          metadata,
        );
      }
      this.#stream(call, known ?? this.world.startTurn(conversation, input), 0);
      return;
    }
    if (action === 'messages') {
      reply(response, 200, this.#messages(conversation, url));
      return;
    }
    if (request.method === 'DELETE') {
      conversation.deletedAt = timestampNow();
      response.writeHead(204).end();
      return;
    }
    if (action === 'undelete') delete conversation.deletedAt;
    if (request.method === 'PATCH') {
      if (typeof body['title'] === 'string') conversation.title = body['title'];
      if (typeof body['head_message_id'] === 'string') {
        conversation.headMessageId = this.world.endOfBranch(body['head_message_id']);
      }
      conversation.updatedAt = timestampNow();
    }
    const messages = request.method === 'GET' ? this.#messages(conversation, url) : {};
    reply(response, 200, { ...json(ConversationSchema, conversation), ...messages });
  }

  #messages(conversation: Conversation, url: URL): object {
    const all = this.world.branch(conversation.id, conversation.headMessageId);
    const from = Number(url.searchParams.get('page_token') ?? 0);
    const page = all.slice(from, from + PAGE).map((message) => this.world.withSiblings(message));
    const nextPageToken = from + PAGE < all.length ? String(from + PAGE) : '';
    return json(
      ListMessagesResponseSchema,
      create(ListMessagesResponseSchema, { messages: page, nextPageToken }),
    );
  }

  #list({ url, response }: Call): void {
    const after = Number(url.searchParams.get('page_token') || Infinity);
    const size = Number(url.searchParams.get('page_size') ?? PAGE);
    const all = [...this.world.conversations.values()]
      .filter((conversation) => !conversation.deletedAt && changedAt(conversation) < after)
      .toSorted((a, b) => changedAt(b) - changedAt(a));
    const page = all.slice(0, size);
    const last = page.at(-1);
    const nextPageToken = last && all.length > size ? String(changedAt(last)) : '';
    const list = create(ListConversationsResponseSchema, { conversations: page, nextPageToken });
    reply(response, 200, json(ListConversationsResponseSchema, list));
  }

  #search({ url, response }: Call): void {
    const word = url.searchParams.get('query') ?? '';
    const mark = (text: string): string => text.replaceAll(word, '\uE000$&\uE001');
    const titles = [...this.world.conversations.values()].filter(({ title }) => title.includes(word));
    const messages = this.world.messages.filter(({ content }) => content.includes(word));
    const hits = [
      ...titles.map(({ id, title }) => ({ conversationId: id, title, snippet: mark(title) })),
      ...messages.map(({ id, conversationId, role, content, createdAt }) => {
        const title = this.world.conversations.get(conversationId)?.title ?? '';
        return { conversationId, title, messageId: id, role, snippet: mark(content), createdAt };
      }),
    ];
    const page = create(SearchMessagesResponseSchema, { hits });
    reply(response, 200, json(SearchMessagesResponseSchema, page));
  }

  #result({ url, response }: Call, id: string): void {
    const result = this.world.results.get(id);
    if (!result) throw new Refusal(404, 'RESULT_NOT_FOUND', `No result has the id ${id}`);
    const from = Number(url.searchParams.get('page_token') ?? 0);
    const rows = result.rows.slice(from, from + 100);
    const nextPageToken = from + 100 < result.rows.length ? String(from + 100) : '';
    const page = create(GetResultResponseSchema, {
      result: { ...result, rows },
      firstRow: from,
      nextPageToken,
    });
    reply(response, 200, json(GetResultResponseSchema, page));
  }

  #stream({ response }: Call, fake: FakeTurn, after: number): void {
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

const changedAt = ({ updatedAt }: Conversation): number => (updatedAt ? timestampMs(updatedAt) : 0);

const CASES = /[A-Z]/g;

function frame(event: ChatEvent): string {
  const name = (event.event.case ?? 'unknown').replaceAll(
    CASES,
    (letter) => `_${letter.toLowerCase()}`,
  );
  return `event: ${name}\nid: ${event.turnId}:${event.sequence}\ndata: ${JSON.stringify(json(ChatEventSchema, event))}\n\n`;
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
