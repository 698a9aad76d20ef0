import { describe, expect, test } from 'vitest';
import { queryResult } from '../../tests/fake/catalog';
import { chartOption, describeChart } from './option';
import { marksFor, planChart } from './plan';

type Row = (string | number | null)[];
const result = (columns: [string, string][], rows: Row[]) => queryResult('r', '', columns, rows);
const plan = (columns: [string, string][], rows: Row[]) => {
  const { columns: heads, rows: values } = result(columns, rows);
  return planChart(heads, values);
};
const STYLE = { font: 'sans-serif', ink: 'black', muted: 'gray', line: 'silver', raised: 'white' };

describe('the chart for a result', () => {
  test('is a line over time', () => {
    expect(
      plan(
        [
          ['month', 'date'],
          ['orders', 'int8'],
          ['revenue', 'numeric'],
        ],
        [
          ['2025-01-01', '3', '10.5'],
          ['2025-02-01', '4', '12'],
        ],
      ),
    ).toEqual({ mark: 'line', x: 0, y: [1, 2], series: null });
  });

  test('is a line for each value of a second column', () => {
    expect(
      plan(
        [
          ['month', 'text'],
          ['segment', 'text'],
          ['orders', 'int8'],
        ],
        [
          ['2025-01', 'a', '3'],
          ['2025-01', 'b', '4'],
          ['2025-02', 'a', '5'],
        ],
      ),
    ).toEqual({ mark: 'line', x: 0, y: [2], series: 1 });
  });

  test('is bars by a category, or a pie where shares make sense', () => {
    const columns: [string, string][] = [
      ['segment', 'text'],
      ['average', 'numeric'],
    ];
    const positive: Row[] = [
      ['a', '3'],
      ['b', '4'],
    ];
    const bars = plan(columns, positive);
    expect(bars).toEqual({ mark: 'bar', x: 0, y: [1], series: null });
    expect(bars && marksFor(bars, result(columns, positive).rows)).toContain('pie');
    const negative: Row[] = [...positive, ['c', '-1']];
    expect(bars && marksFor(bars, result(columns, negative).rows)).not.toContain('pie');
  });

  test('can always be drawn as it was suggested', () => {
    const columns: [string, string][] = [
      ['segment', 'text'],
      ['change', 'numeric'],
    ];
    const rows = result(columns, [
      ['a', '3'],
      ['b', '-4'],
    ]).rows;
    const marks = (mark: 'area' | 'bar' | 'pie') =>
      marksFor({ mark, x: 0, y: [1], series: null }, rows);
    expect(marks('bar')).toEqual(['line', 'bar']);
    expect(marks('area')).toEqual(['line', 'area', 'bar']);
    expect(marks('pie')).toEqual(['line', 'bar', 'pie']);
  });

  test('is points for two measures', () => {
    const rows: Row[] = [
      [1, 2],
      [3, 4],
    ];
    expect(
      plan(
        [
          ['price', 'float8'],
          ['weight', 'float8'],
        ],
        rows,
      ),
    ).toEqual({ mark: 'point', x: 0, y: [1], series: null });
  });

  test.each<[string, [string, string][], Row[]]>([
    [
      'one row',
      [
        ['a', 'text'],
        ['n', 'int4'],
      ],
      [['x', 1]],
    ],
    [
      'no measure',
      [
        ['a', 'text'],
        ['b', 'text'],
      ],
      [
        ['x', 'y'],
        ['z', 'y'],
      ],
    ],
    [
      'ids alone',
      [
        ['id', 'int8'],
        ['name', 'text'],
      ],
      [
        ['1', 'y'],
        ['2', 'z'],
      ],
    ],
    [
      'rows that repeat',
      [
        ['status', 'text'],
        ['total', 'numeric'],
      ],
      [
        ['x', '1'],
        ['x', '2'],
      ],
    ],
  ])('is none for %s', (_what, columns, rows) => {
    expect(plan(columns, rows)).toBeNull();
  });

  test('begins with the measures that one axis can show', () => {
    const { columns, rows } = result(
      [
        ['segment', 'text'],
        ['orders', 'int8'],
        ['customers', 'int8'],
        ['share', 'float8'],
      ],
      [
        ['a', '900', '200', '120'],
        ['b', '400', '300', '80'],
      ],
    );
    const found = planChart(columns, rows);
    if (!found) throw new Error('There is no plan');
    expect(chartOption(found, columns, rows, STYLE).legend.selected).toEqual({
      orders: true,
      customers: true,
      share: false,
    });
  });

  test('has its points in the order of time, and gaps where there is no value', () => {
    const { columns, rows } = result(
      [
        ['at', 'timestamptz'],
        ['n', 'int8'],
      ],
      [
        ['2025-01-02T00:00:00+01:00', '2'],
        ['2025-01-01T00:00:00+01:00', null],
      ],
    );
    const found = planChart(columns, rows);
    if (!found) throw new Error('There is no plan');
    const { series } = chartOption(found, columns, rows, STYLE);
    expect(series[0]?.data).toEqual([
      [Date.UTC(2025, 0, 1), null],
      [Date.UTC(2025, 0, 2), 2],
    ]);
    expect(describeChart(found, columns)).toBe('Line chart of n by at');
  });
});
