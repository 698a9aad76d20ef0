import { create } from '@bufbuild/protobuf';
import { type ListValue, ListValueSchema } from '@bufbuild/protobuf/wkt';
import { ChartAggregate, ChartMark, type ChartSpec } from '../gen/chatdata/v1/chart_pb';
import {
  type QueryResult,
  type ResultColumn,
  ResultColumnSchema,
} from '../gen/chatdata/v1/query_result_pb';
import { type ChartPlan, groupBy, type Mark, numberAt, textAt } from './plan';

/** A plan and what it is drawn of, which may be worked out from a result. */
export interface Drawing {
  plan: ChartPlan;
  columns: readonly ResultColumn[];
  rows: readonly ListValue[];
}

const MARKS: Readonly<Record<ChartMark, Mark | null>> = {
  [ChartMark.UNSPECIFIED]: null,
  [ChartMark.LINE]: 'line',
  [ChartMark.BAR]: 'bar',
  [ChartMark.AREA]: 'area',
  [ChartMark.POINT]: 'point',
  [ChartMark.PIE]: 'pie',
  [ChartMark.HISTOGRAM]: 'histogram',
};
const MOST_RANGES = 20;

/** The chart that a model asked for; null where this page can't draw it. */
export function drawSpec(spec: ChartSpec, { columns, rows }: QueryResult): Drawing | null {
  const place = (name: string): number => columns.findIndex((column) => column.name === name);
  const mark = MARKS[spec.mark] ?? null;
  const x = place(spec.x);
  const y = spec.y.map(place);
  const series = spec.series ? place(spec.series) : null;
  if (mark === null || [x, ...y, series ?? 0].includes(-1)) return null;
  if (mark === 'histogram') return histogram(columns, rows, x);
  const plan: ChartPlan = { mark, x, y, series };
  return spec.aggregate === ChartAggregate.UNSPECIFIED
    ? { plan, columns, rows }
    : aggregated(plan, spec.aggregate, columns, rows);
}

function aggregated(
  { mark, x, y, series }: ChartPlan,
  aggregate: ChartAggregate,
  columns: readonly ResultColumn[],
  rows: readonly ListValue[],
): Drawing {
  const keys = series === null ? [x] : [x, series];
  const groups = groupBy(rows, (row) => JSON.stringify(keys.map((key) => textAt(row, key))));
  const chosen = [...keys, ...y];
  return {
    plan: {
      mark,
      x: 0,
      y: y.map((_, index) => keys.length + index),
      series: series === null ? null : 1,
    },
    columns: chosen.flatMap((index) => columns[index] ?? []),
    rows: [...groups.values()].map((group) =>
      create(ListValueSchema, {
        values: [
          ...keys.flatMap((key) => group[0]?.values[key] ?? []),
          ...y.map((column) => ({ kind: valueOf(together(group, column, aggregate)) })),
        ],
      }),
    ),
  };
}

function together(
  group: readonly ListValue[],
  column: number,
  aggregate: ChartAggregate,
): number | null {
  if (aggregate === ChartAggregate.COUNT) {
    return group.filter((row) => row.values[column]?.kind.case !== 'nullValue').length;
  }
  const numbers = group.flatMap((row) => numberAt(row, column) ?? []);
  const sum = numbers.reduce((a, b) => a + b, 0);
  if (numbers.length === 0) return null;
  if (aggregate === ChartAggregate.MEAN) return sum / numbers.length;
  if (aggregate === ChartAggregate.MIN) return Math.min(...numbers);
  return aggregate === ChartAggregate.MAX ? Math.max(...numbers) : sum;
}

/** How many values lie in each of some equal ranges, which begin and end at round numbers. */
function histogram(
  columns: readonly ResultColumn[],
  rows: readonly ListValue[],
  x: number,
): Drawing {
  const numbers = rows.flatMap((row) => numberAt(row, x) ?? []);
  const least = Math.min(...numbers);
  const most = Math.max(...numbers);
  const width = roundWidth(
    (most - least) / Math.min(MOST_RANGES, Math.ceil(Math.sqrt(numbers.length))),
  );
  const first = Math.floor(least / width);
  const counts = Array.from<number>({
    length: numbers.length === 0 ? 0 : Math.floor(most / width) - first + 1,
  }).fill(0);
  for (const number of numbers) {
    const range = Math.floor(number / width) - first;
    counts[range] = (counts[range] ?? 0) + 1;
  }
  // Without the digits that binary fractions add.
  const edge = (range: number): string => String(Number((range * width).toPrecision(12)));
  return {
    plan: { mark: 'histogram', x: 0, y: [1], series: null },
    columns: [
      create(ResultColumnSchema, { name: columns[x]?.name ?? '', type: 'text' }),
      create(ResultColumnSchema, { name: 'rows', type: 'int8' }),
    ],
    rows: counts.map((count, index) =>
      create(ListValueSchema, {
        values: [
          {
            kind: {
              case: 'stringValue',
              value: `${edge(first + index)} – ${edge(first + index + 1)}`,
            },
          },
          { kind: valueOf(count) },
        ],
      }),
    ),
  };
}

/** The least of 1, 2 and 5 times a power of ten that isn't below it. */
function roundWidth(width: number): number {
  if (!(width > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(width));
  return (([1, 2, 5].find((digit) => digit * power >= width) ?? 10) * power);
}

const valueOf = (number: number | null) =>
  number === null
    ? ({ case: 'nullValue', value: 0 } as const)
    : ({ case: 'numberValue', value: number } as const);
