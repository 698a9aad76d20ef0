import { LOCALE } from '../ui/locale';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { ListConversationsResponse } from '../gen/chatdata/v1/chat_service_pb';
import type { Conversation } from '../gen/chatdata/v1/conversation_pb';

const changedAt = ({ updatedAt }: Conversation): number => (updatedAt ? timestampMs(updatedAt) : 0);

/**
 * The list of conversations, the last changed first: the newest page, which is read again and
 * again, and below it what was read once. Within its range the newest page alone counts, so that
 * what was deleted elsewhere goes away.
 */
export function mergeConversations(
  newest: ListConversationsResponse | undefined,
  pages: readonly ListConversationsResponse[],
): Conversation[] {
  if (newest && !newest.nextPageToken) return newest.conversations;
  const top = newest?.conversations ?? [];
  const floor = top.length > 0 ? Math.min(...top.map(changedAt)) : Infinity;
  const known = new Set(top.map(({ id }) => id));
  const older = new Map<string, Conversation>();
  for (const conversation of pages.flatMap((page) => page.conversations)) {
    const isBelow = changedAt(conversation) <= floor && !known.has(conversation.id);
    if (isBelow) older.set(conversation.id, conversation);
  }
  return [...top, ...[...older.values()].toSorted((a, b) => changedAt(b) - changedAt(a))];
}

/** The conversations of one day. */
export interface Day {
  label: string;
  conversations: Conversation[];
}

const DAY_MS = 86_400_000;
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: 'long' });
const date = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long' });
const dateAndYear = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** Groups a list by the day of each conversation's last change, in the browser's zone. */
export function groupByDay(conversations: readonly Conversation[], now: number): Day[] {
  const days: Day[] = [];
  for (const conversation of conversations) {
    const label = dayLabel(changedAt(conversation), now);
    const last = days.at(-1);
    if (last?.label === label) last.conversations.push(conversation);
    else days.push({ label, conversations: [conversation] });
  }
  return days;
}

/** "Today", "Monday", "3 May": the day of a time, in the browser's zone. */
export function dayLabel(at: number, now: number): string {
  // Rounded, since a day on which clocks change has 23 or 25 hours.
  const daysAgo = Math.round((midnight(now) - midnight(at)) / DAY_MS);
  if (daysAgo <= 0) return 'Today';
  if (daysAgo === 1) return 'Yesterday';
  if (daysAgo < 7) return weekday.format(at);
  return new Date(at).getFullYear() === new Date(now).getFullYear()
    ? date.format(at)
    : dateAndYear.format(at);
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
