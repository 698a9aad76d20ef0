import { create, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { timestampMs, timestampNow } from '@bufbuild/protobuf/wkt';
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
import { TurnSchema } from '../../src/gen/chatdata/v1/turn_pb';
import { connections, models, questions } from './catalog';
import type { FakeGateway } from './gateway';
import { type Call, json, Refusal, reply } from './reply';
import type { TurnInput, World } from './world';

const PAGE = 50;

/** Answers a request as the server does. */
export function answer(gateway: FakeGateway, call: Call): void {
  const { world } = gateway;
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
    if (kind === 'results') return sendResult(world, call, id);
    if (action === 'suggestions') {
      return send(
        SuggestQuestionsResponseSchema,
        create(SuggestQuestionsResponseSchema, { questions }),
      );
    }
    return send(ListConnectionsResponseSchema, connections);
  }
  if (kind === 'search') return sendHits(world, call);
  if (kind === 'models') return send(ListModelsResponseSchema, models);
  if (kind === 'turns') {
    const fake = world.turns.get(id);
    if (!fake) throw new Refusal(404, 'TURN_NOT_FOUND', `No turn has the id ${id}`);
    if (action === 'events') {
      const last = String(request.headers['last-event-id'] ?? ':0').split(':')[1];
      return gateway.stream(call, fake, Number(last));
    }
    if (action === 'cancel') world.cancel(fake);
    return send(TurnSchema, fake.turn);
  }
  if (!id) {
    if (request.method === 'GET') return sendConversations(world, call);
    const conversation = world.createConversation(call.body);
    return send(ConversationSchema, conversation, 201);
  }
  return sendConversation(gateway, call, id, action);
}

function sendConversation(gateway: FakeGateway, call: Call, id: string, action: string): void {
  const { world } = gateway;
  const { request, response, body, url } = call;
  const conversation = world.conversations.get(id);
  const isGone = conversation?.deletedAt && action !== 'undelete';
  if (!conversation || isGone)
    throw new Refusal(404, 'CONVERSATION_NOT_FOUND', `No conversation has the id ${id}`);
  if (action === 'messages' && request.method === 'POST') {
    const input = body as TurnInput;
    const running = world.turns.get(conversation.runningTurnId);
    if (gateway.overload) throw new Refusal(429, 'OVERLOADED', gateway.overload);
    const known = world.turnOf(conversation.id, input.request_id);
    if (running && !known) {
      const metadata = { turn_id: running.turn.id };
      throw new Refusal(
        409,
        'TURN_RUNNING',
        `Turn ${running.turn.id} is still running`,
        metadata,
      );
    }
    gateway.stream(call, known ?? world.startTurn(conversation, input), 0);
    return;
  }
  if (action === 'messages') {
    reply(response, 200, messagesOf(world, conversation, url));
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
      conversation.headMessageId = world.endOfBranch(body['head_message_id']);
    }
    conversation.updatedAt = timestampNow();
  }
  const messages = request.method === 'GET' ? messagesOf(world, conversation, url) : {};
  reply(response, 200, { ...json(ConversationSchema, conversation), ...messages });
}

function messagesOf(world: World, conversation: Conversation, url: URL): object {
  const branch = world.branch(conversation.id, conversation.headMessageId);
  const all = url.searchParams.get('descending') === 'true' ? branch.toReversed() : branch;
  const size = Number(url.searchParams.get('page_size') ?? PAGE);
  const from = Number(url.searchParams.get('page_token') ?? 0);
  const page = all.slice(from, from + size).map((message) => world.withSiblings(message));
  const nextPageToken = from + size < all.length ? String(from + size) : '';
  return json(
    ListMessagesResponseSchema,
    create(ListMessagesResponseSchema, { messages: page, nextPageToken }),
  );
}

function sendConversations(world: World, { url, response }: Call): void {
  const after = Number(url.searchParams.get('page_token') || Infinity);
  const size = Number(url.searchParams.get('page_size') ?? PAGE);
  const all = [...world.conversations.values()]
    .filter((conversation) => !conversation.deletedAt && changedAt(conversation) < after)
    .toSorted((a, b) => changedAt(b) - changedAt(a));
  const page = all.slice(0, size);
  const last = page.at(-1);
  const nextPageToken = last && all.length > size ? String(changedAt(last)) : '';
  const list = create(ListConversationsResponseSchema, { conversations: page, nextPageToken });
  reply(response, 200, json(ListConversationsResponseSchema, list));
}

function sendHits(world: World, { url, response }: Call): void {
  const word = url.searchParams.get('query') ?? '';
  const mark = (text: string): string => text.replaceAll(word, '\uE000$&\uE001');
  const titles = [...world.conversations.values()].filter(({ title }) => title.includes(word));
  const messages = world.messages.filter(({ content }) => content.includes(word));
  const hits = [
    ...titles.map(({ id, title }) => ({ conversationId: id, title, snippet: mark(title) })),
    ...messages.map(({ id, conversationId, role, content, createdAt }) => {
      const title = world.conversations.get(conversationId)?.title ?? '';
      return { conversationId, title, messageId: id, role, snippet: mark(content), createdAt };
    }),
  ];
  const page = create(SearchMessagesResponseSchema, { hits });
  reply(response, 200, json(SearchMessagesResponseSchema, page));
}

function sendResult(world: World, { url, response }: Call, id: string): void {
  const result = world.results.get(id);
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

const changedAt = ({ updatedAt }: Conversation): number => (updatedAt ? timestampMs(updatedAt) : 0);
