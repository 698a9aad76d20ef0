import type { ListValue } from '@bufbuild/protobuf/wkt';
import type { ResultColumn } from '../gen/chatdata/v1/query_result_pb';
import { isNumeric, show } from '../result/values';

export const MARKS = ['line', 'area', 'bar', 'pie', 'point', 'histogram'] as const;
export type Mark = (typeof MARKS)[number];

/** What is drawn of a result. Columns are known by their place. */
export interface ChartPlan {
  mark: Mark;
  x: number;
  /** What is measured, one series each. */
  y: readonly number[];
  /** Splits the only measure into a series for each of its values. */
  series: number | null;
}

type Kind = 'time' | 'category' | 'number' | 'other';

const MOST_MEASURES = 5;
const MOST_SERIES = 8;
const MOST_BARS = 60;
const MOST_SLICES = 8;

/** The chart that suits a result best, or null where none says more than the table. */
export function planChart(
  columns: readonly ResultColumn[],
  rows: readonly ListValue[],
): ChartPlan | null {
  if (rows.length < 2) return null;
  const kinds = columns.map((column, index) => kindOf(column, rows, index));
  const places = (kind: Kind): number[] =>
    kinds.flatMap((one, index) => (one === kind ? [index] : []));
  const numbers = places('number');
  const categories = places('category');
  const [time] = places('time');
  const [first, second] = numbers;
  if (first === undefined) return null;
  const y = numbers.slice(0, MOST_MEASURES);
  if (time !== undefined) {
    const series = numbers.length === 1 ? splitter(categories, rows) : null;
    return series === null && !isDistinct(rows, time) ? null : { mark: 'line', x: time, y, series };
  }
  const [category] = categories;
  if (category !== undefined) {
    if (isDistinct(rows, category)) {
      return rows.length <= MOST_BARS ? { mark: 'bar', x: category, y, series: null } : null;
    }
    const series = splitter(categories.slice(1), rows);
    return numbers.length === 1 && series !== null ? { mark: 'bar', x: category, y, series } : null;
  }
  return second === undefined ? null : { mark: 'point', x: first, y: [second], series: null };
}

/** Those of a plan's measures that one axis can show with the first: of about its size. */
export function comparable({ y }: ChartPlan, rows: readonly ListValue[]): number[] {
  const most = (column: number): number =>
    Math.max(...rows.map((row) => Math.abs(numberAt(row, column) ?? 0)));
  const first = most(y[0] ?? 0);
  return y.filter((column) => most(column) <= first * 5 && most(column) >= first / 5);
}

/** The marks that a plan may be drawn with, its own among them. */
export function marksFor(plan: ChartPlan, rows: readonly ListValue[]): Mark[] {
  if (plan.mark === 'point' || plan.mark === 'histogram') return [plan.mark];
  const isPie =
    plan.y.length === 1 &&
    plan.series === null &&
    rows.length <= MOST_SLICES &&
    rows.every((row) => (numberAt(row, plan.y[0] ?? 0) ?? 0) >= 0);
  const suits = { line: true, area: areTimes(rows, plan.x), bar: true, pie: isPie };
  return (['line', 'area', 'bar', 'pie'] as const).filter(
    (mark) => suits[mark] || mark === plan.mark,
  );
}

/** A number of a row; null where there is none. */
export function numberAt(row: ListValue, column: number): number | null {
  const { text, isNull } = show(row.values[column]);
  const number = Number(text);
  return isNull || text === '' || !Number.isFinite(number) ? null : number;
}

/** Rows by what they have in common, in the order in which they come. */
export function groupBy(
  rows: readonly ListValue[],
  keyOf: (row: ListValue) => string,
): Map<string, ListValue[]> {
  const groups = new Map<string, ListValue[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

export const textAt = (row: ListValue, column: number): string => show(row.values[column]).text;

/**
 * A date or time as milliseconds of a clock without a zone: what the database shows is what the
 * axis shows.
 */
export function timeAt(row: ListValue, column: number): number | null {
  const { text, isNull } = show(row.values[column]);
  const match = /^(\d{4})-(\d{2})(?:-(\d{2}))?(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?/.exec(text);
  if (isNull || !match) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export const areTimes = (rows: readonly ListValue[], column: number): boolean =>
  rows.every((row) => timeAt(row, column) !== null);

function kindOf({ name, type }: ResultColumn, rows: readonly ListValue[], index: number): Kind {
  if (/^(?:date|timestamp)/i.test(type)) return 'time';
  if (isNumeric(type) && type !== 'money') {
    if (/(?:^|_)id$/i.test(name)) return 'other';
    return /^(?:year|quarter|month|week|day|hour|weekday|dow)$/i.test(name) ? 'category' : 'number';
  }
  if (/\[\]|json|bytea/i.test(type)) return 'other';
  const isPeriod = rows.every((row) => /^\d{4}-\d{2}(?:-\d{2})?$/.test(textAt(row, index)));
  return isPeriod ? 'time' : 'category';
}

function isDistinct(rows: readonly ListValue[], column: number): boolean {
  return new Set(rows.map((row) => textAt(row, column))).size === rows.length;
}

function splitter(categories: readonly number[], rows: readonly ListValue[]): number | null {
  const found = categories.find(
    (column) => new Set(rows.map((row) => textAt(row, column))).size <= MOST_SERIES,
  );
  return found ?? null;
}
