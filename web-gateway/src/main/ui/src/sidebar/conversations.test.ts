import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { describe, expect, test } from 'vitest';
import { ListConversationsResponseSchema } from '../gen/chatdata/v1/chat_service_pb';
import { ConversationSchema } from '../gen/chatdata/v1/conversation_pb';
import { groupByDay, mergeConversations } from './conversations';

const page = (conversations: [id: string, updatedAt: number][], nextPageToken = '') =>
  create(ListConversationsResponseSchema, {
    conversations: conversations.map(([id, at]) => ({ id, updatedAt: timestampFromMs(at) })),
    nextPageToken,
  });
const ids = (conversations: { id: string }[]): string[] => conversations.map(({ id }) => id);

const at = (...date: [number, number, number, number]): number => new Date(...date).getTime();

describe('the list of conversations', () => {
  test('is the newest page above what was read before', () => {
    const newest = page(
      [
        ['new', 90],
        ['b', 50],
      ],
      'more',
    );
    const read = [
      page(
        [
          ['b', 50],
          ['c', 40],
        ],
        'more',
      ),
      page([['d', 30]]),
    ];
    expect(ids(mergeConversations(newest, read))).toEqual(['new', 'b', 'c', 'd']);
  });

  test('shows one that moved to the top there only', () => {
    const newest = page(
      [
        ['d', 95],
        ['b', 50],
      ],
      'more',
    );
    const read = [
      page(
        [
          ['b', 50],
          ['c', 40],
        ],
        'more',
      ),
      page([['d', 30]]),
    ];
    expect(ids(mergeConversations(newest, read))).toEqual(['d', 'b', 'c']);
  });

  test('forgets what was deleted elsewhere', () => {
    const newest = page(
      [
        ['a', 60],
        ['c', 40],
      ],
      'more',
    );
    const read = [
      page(
        [
          ['a', 60],
          ['b', 50],
        ],
        'more',
      ),
      page([
        ['c', 40],
        ['d', 30],
      ]),
    ];
    expect(ids(mergeConversations(newest, read))).toEqual(['a', 'c', 'd']);
    expect(ids(mergeConversations(page([['a', 60]]), read))).toEqual(['a']);
  });

  test('is what was read while the newest page is not there', () => {
    expect(ids(mergeConversations(undefined, [page([['a', 60]])]))).toEqual(['a']);
  });

  test('is grouped by day in the person’s own zone', () => {
    const conversations = [
      at(2025, 2, 31, 0),
      at(2025, 2, 30, 23),
      at(2025, 2, 29, 1),
      at(2025, 2, 25, 1),
      at(2025, 2, 24, 23),
      at(2024, 11, 24, 12),
    ].map((ms) => create(ConversationSchema, { id: String(ms), updatedAt: timestampFromMs(ms) }));
    expect(groupByDay(conversations, at(2025, 2, 31, 9)).map(({ label }) => label)).toEqual([
      'Today',
      'Yesterday',
      'Saturday',
      'Tuesday',
      'March 24',
      'December 24, 2024',
    ]);
  });
});
