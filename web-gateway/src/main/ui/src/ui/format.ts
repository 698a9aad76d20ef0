import type { Duration, Timestamp } from '@bufbuild/protobuf/wkt';
import { durationMs, timestampMs } from '@bufbuild/protobuf/wkt';
import type { Usage } from '../gen/chatdata/v1/turn_pb';
import { LOCALE } from './locale';

const integer = new Intl.NumberFormat(LOCALE);
const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 });
const decimal = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const dollars = new Intl.NumberFormat(LOCALE, { style: 'currency', currency: 'USD' });
const cents = new Intl.NumberFormat(LOCALE, {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 4,
});
const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'medium' });

export const formatCount = (count: number | bigint): string => integer.format(count);

export const formatCompact = (count: number | bigint): string => compact.format(count);

/** "1 row", "12 rows", "1 index": a count and its noun. */
export function plural(count: number | bigint, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 || count === 1n ? one : many}`;
}

/** "34 ms", "1.2 s", "1 min 5 s". */
export function formatMs(ms: number): string {
  if (ms < 1) return '< 1 ms';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${decimal.format(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export const formatDuration = (duration: Duration | undefined): string =>
  duration ? formatMs(durationMs(duration)) : '';

/** "812 bytes", "64 kB", "1.2 MB". */
export function formatBytes(bytes: number | bigint): string {
  let value = Number(bytes);
  if (value < 1_000) return plural(value, 'byte');
  for (const unit of ['kB', 'MB', 'GB']) {
    value /= 1_000;
    if (value < 999.95) return `${decimal.format(value)} ${unit}`;
  }
  return `${decimal.format(value / 1_000)} TB`;
}

/** The time of day, such as "14:05". */
export const formatClock = (ms: number): string => clock.format(ms);

/** The whole date and time, for a tooltip. */
export const formatFull = (ms: number): string => full.format(ms);

export const msOf = (timestamp: Timestamp | undefined): number | null =>
  timestamp ? timestampMs(timestamp) : null;

/** "1.2K tokens · $0.0012". Empty where nothing was used. */
export function formatUsage(usage: Usage | null): string {
  if (!usage) return '';
  const tokens = usage.inputTokens + usage.outputTokens;
  const parts: string[] = [];
  if (tokens > 0n) parts.push(`${usage.estimated ? '≈ ' : ''}${formatCompact(tokens)} tokens`);
  const cost = Number(usage.costUsd);
  if (usage.costUsd !== '' && cost > 0)
    parts.push(cost < LEAST ? `< ${cents.format(LEAST)}` : (cost < 1 ? cents : dollars).format(cost));
  return parts.join(' · ');
}

/** The least cost that is written as a number. */
const LEAST = 0.0001;

/** The tokens of a turn in detail, for a tooltip. */
export function describeUsage(usage: Usage): string {
  const lines = [
    `${formatCount(usage.inputTokens)} tokens read`,
    usage.cachedInputTokens > 0n
      ? `${formatCount(usage.cachedInputTokens)} of them from the cache`
      : '',
    `${formatCount(usage.outputTokens)} tokens written`,
    usage.reasoningTokens > 0n ? `${formatCount(usage.reasoningTokens)} of them reasoning` : '',
    usage.costUsd ? `$${usage.costUsd}` : '',
    usage.estimated ? 'estimated' : '',
  ];
  return lines.filter(Boolean).join('\n');
}
