import type { ChatEvent } from '../gen/chatdata/v1/chat_event_pb';
import {
  ListConversationsResponseSchema,
  ListMessagesResponseSchema,
  ListModelsResponseSchema,
} from '../gen/chatdata/v1/chat_service_pb';
import { ListTablesResponseSchema, TableInfoSchema } from '../gen/chatdata/v1/catalog_pb';
import { ListConnectionsResponseSchema } from '../gen/chatdata/v1/connection_pb';
import { type Conversation, ConversationSchema } from '../gen/chatdata/v1/conversation_pb';
import { SuggestQuestionsResponseSchema } from '../gen/chatdata/v1/data_service_pb';
import type { Message } from '../gen/chatdata/v1/message_pb';
import {
  GetResultResponseSchema,
  type QueryResult,
  QueryResultSchema,
} from '../gen/chatdata/v1/query_result_pb';
import { SearchMessagesResponseSchema } from '../gen/chatdata/v1/search_pb';
import { type Turn, TurnSchema } from '../gen/chatdata/v1/turn_pb';
import { TableProfileSchema } from '../gen/chatdata/v1/profile_pb';
import { CHAT, events, get, request, write } from './http';
import { Problem } from './problem';
import { keepKnownDetails, parse } from './wire';

const DATA = '/api/v1/data';

/** Who answers, on which data. */
export interface Choice {
  provider: string;
  model: string;
  connection_id: string;
}

/** What to answer, and how. */
export type SendBody = Partial<Choice> &
  ({ content: string; parent_message_id?: string } | { regenerate_message_id: string });

const connection = (id: string): string =>
  `${DATA}/connections/${encodeURIComponent(id || 'default')}`;
const conversation = (id: string): string => `${CHAT}/conversations/${encodeURIComponent(id)}`;
const turn = (id: string): string => `${CHAT}/turns/${encodeURIComponent(id)}`;

export const listModels = () => get(ListModelsResponseSchema, `${CHAT}/models`);

export const listConnections = async () =>
  (await get(ListConnectionsResponseSchema, `${DATA}/connections`)).connections;

export const suggestQuestions = async (connectionId: string) =>
  (await get(SuggestQuestionsResponseSchema, `${connection(connectionId)}/suggestions`)).questions;

/** A page of the tables whose names contain a text, in all schemas. */
export const listTables = (connectionId: string, nameContains: string, pageToken: string) =>
  get(ListTablesResponseSchema, `${connection(connectionId)}/tables`, {
    name_contains: nameContains,
    page_token: pageToken,
  });

/** Which table, of which connection. */
export interface TableKey {
  connectionId: string;
  schema: string;
  table: string;
}

const pathOf = ({ connectionId, schema, table }: TableKey): string =>
  `${connection(connectionId)}/schemas/${encodeURIComponent(schema)}/tables/${encodeURIComponent(table)}`;

export const getTableInfo = (key: TableKey) => get(TableInfoSchema, pathOf(key));

export const sampleRows = (key: TableKey) =>
  get(QueryResultSchema, `${pathOf(key)}/sample`, { limit: '50' });

export const profileTable = (key: TableKey) => get(TableProfileSchema, `${pathOf(key)}/profile`);

/** A page of the conversations, the last changed first. */
export const listConversations = (pageToken = '') =>
  get(ListConversationsResponseSchema, `${CHAT}/conversations`, { page_token: pageToken });

/** Titles and messages that have the words, the best first. */
export const searchMessages = async (query: string) =>
  (await get(SearchMessagesResponseSchema, `${CHAT}/search`, { query })).hits;

export async function createConversation(
  body: Choice & { request_id: string },
): Promise<Conversation> {
  const response = await write('POST', `${CHAT}/conversations`, body);
  return parse(ConversationSchema, await response.json());
}

/** A conversation with messages of its active branch, the first one first. */
export interface ConversationMessages {
  conversation: Conversation;
  messages: Message[];
}

/**
 * A conversation with all messages of its active branch.
 *
 * @param onEnd gets a long one before, with its last messages alone: they are looked at first
 */
export async function getConversation(
  id: string,
  onEnd: (end: ConversationMessages) => void = () => {},
): Promise<ConversationMessages> {
  const json: unknown = await (await request(conversation(id))).json();
  const found = parse(ConversationSchema, json);
  const { messages: first, nextPageToken } = parse(ListMessagesResponseSchema, json);
  const known = first.at(-1)?.sequence ?? 0n;
  const rest: Message[] = [];
  const isNew = ({ sequence }: Message): boolean => sequence > known;
  for (let more = nextPageToken !== '', token = ''; more; ) {
    const page = await get(ListMessagesResponseSchema, `${conversation(id)}/messages`, {
      page_size: '100',
      page_token: token,
      descending: 'true',
    });
    rest.unshift(...page.messages.filter(isNew).toReversed());
    if (token === '') onEnd({ conversation: found, messages: [...rest] });
    token = page.nextPageToken;
    more = token !== '' && page.messages.every(isNew);
  }
  return { conversation: found, messages: [...first, ...rest] };
}

export async function updateConversation(
  id: string,
  fields: { title: string } | { head_message_id: string },
): Promise<Conversation> {
  const response = await write('PATCH', conversation(id), fields);
  return parse(ConversationSchema, await response.json());
}

export async function deleteConversation(id: string): Promise<void> {
  await write('DELETE', conversation(id));
}

export async function undeleteConversation(id: string): Promise<void> {
  await write('POST', `${conversation(id)}/undelete`);
}

/** Starts a turn. The same request id again gives the same turn. */
export function sendMessage(
  id: string,
  body: SendBody & { request_id: string },
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  return events(`${conversation(id)}/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' },
    body: JSON.stringify({ ...body, stream: true }),
    signal,
  });
}

/** The events of a turn after a sequence, those to come included while it runs. */
export function watchTurn(
  id: string,
  after: bigint,
  signal?: AbortSignal,
): AsyncGenerator<ChatEvent> {
  return events(`${turn(id)}/events`, {
    headers: {
      Accept: 'text/event-stream',
      ...(after > 0n ? { 'Last-Event-ID': `${id}:${after}` } : {}),
    },
    ...(signal ? { signal } : {}),
  });
}

async function parseTurn(response: Response): Promise<Turn> {
  const json: unknown = await response.json();
  keepKnownDetails(json);
  return parse(TurnSchema, json);
}

export const getTurn = async (id: string): Promise<Turn> => parseTurn(await request(turn(id)));

export const cancelTurn = async (id: string): Promise<Turn> =>
  parseTurn(await write('POST', `${turn(id)}/cancel`));

/** Runs a statement without a model, behind the same guard. */
export async function runQuery(connectionId: string, sql: string): Promise<QueryResult> {
  const response = await write('POST', `${connection(connectionId)}/query`, { sql });
  return parse(QueryResultSchema, await response.json());
}

/** A stored result with all its rows. */
export async function getResult(id: string): Promise<QueryResult> {
  const path = `${DATA}/results/${encodeURIComponent(id)}`;
  let page = await get(GetResultResponseSchema, path, { page_size: '1000' });
  const { result } = page;
  if (!result) throw new Problem('The server has no rows for this result.', 500);
  while (page.nextPageToken) {
    page = await get(GetResultResponseSchema, path, {
      page_size: '1000',
      page_token: page.nextPageToken,
    });
    result.rows.push(...(page.result?.rows ?? []));
  }
  return result;
}
