import {
  infiniteQueryOptions,
  keepPreviousData,
  QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import { newTurn, reduceTurn } from '../chat/turn';
import {
  type ConversationMessages,
  getConversation,
  getResult,
  getTableInfo,
  getTurn,
  listConnections,
  listConversations,
  listModels,
  listTables,
  profileTable,
  sampleRows,
  searchMessages,
  suggestQuestions,
  type TableKey,
  watchTurn,
} from './client';
import { getSetup } from './setup';

/** How often the list of conversations is looked at for what others did, in milliseconds. */
const POLL_MS = 5_000;

export function newQueryClient(): QueryClient {
  return new QueryClient({
    // `connectivity` sees to it that all is asked again when the server is back.
    defaultOptions: { queries: { retry: false, networkMode: 'always', staleTime: 2_000 } },
  });
}

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: listModels,
  staleTime: 30_000,
});

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: listConnections,
  staleTime: 30_000,
});

/** How this server is set up; fails where that may not be changed from here. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: getSetup,
  staleTime: Infinity,
});

export const suggestionsQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['suggestions', connectionId],
    queryFn: () => suggestQuestions(connectionId),
    staleTime: 300_000,
  });

/** The last changed conversations. All that changes comes to the top of the list, so it suffices to poll these. */
export const newestConversationsQuery = queryOptions({
  queryKey: ['conversations', 'newest'],
  queryFn: () => listConversations(),
  refetchInterval: POLL_MS,
  refetchOnWindowFocus: 'always',
});

export const allConversationsQuery = infiniteQueryOptions({
  queryKey: ['conversations', 'all'],
  queryFn: ({ pageParam }) => listConversations(pageParam),
  initialPageParam: '',
  getNextPageParam: (page) => page.nextPageToken || undefined,
  staleTime: 60_000,
});

/** Where words are found; nowhere until a letter or digit is there. */
export const searchQuery = (words: string) =>
  queryOptions({
    queryKey: ['search', words],
    queryFn: () => searchMessages(words),
    enabled: /[\p{L}\p{N}]/u.test(words),
    placeholderData: keepPreviousData,
  });

/** A conversation with the messages of its active branch; of a long one its end is there first. */
export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id],
    queryFn: ({ client, queryKey }) =>
      getConversation(id, (end) => {
        client.setQueryData(queryKey, (known: ConversationMessages | undefined) => known ?? end);
      }),
    staleTime: 0,
  });

export const turnQuery = (id: string) =>
  queryOptions({ queryKey: ['turn', id], queryFn: () => getTurn(id), staleTime: Infinity });

/** An ended turn from all its events. */
export const turnLogQuery = (id: string) =>
  queryOptions({
    queryKey: ['turn-log', id],
    queryFn: async ({ signal }) => {
      let turn = newTurn(id);
      for await (const event of watchTurn(id, 0n, signal)) turn = reduceTurn(turn, event);
      return turn;
    },
    staleTime: Infinity,
  });

/** All rows of a stored result. */
export const resultQuery = (id: string) =>
  queryOptions({ queryKey: ['result', id], queryFn: () => getResult(id), staleTime: Infinity });

/** The tables of a connection whose names contain a text. */
export const tablesQuery = (connectionId: string, nameContains: string) =>
  infiniteQueryOptions({
    queryKey: ['tables', connectionId, nameContains],
    queryFn: ({ pageParam }) => listTables(connectionId, nameContains, pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextPageToken || undefined,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

export const tableInfoQuery = (key: TableKey) =>
  queryOptions({
    queryKey: ['table', key, 'info'],
    queryFn: () => getTableInfo(key),
    staleTime: 30_000,
  });

export const sampleQuery = (key: TableKey) =>
  queryOptions({
    queryKey: ['table', key, 'sample'],
    queryFn: () => sampleRows(key),
    staleTime: 30_000,
  });

export const profileQuery = (key: TableKey) =>
  queryOptions({
    queryKey: ['table', key, 'profile'],
    queryFn: () => profileTable(key),
    staleTime: 300_000,
  });
