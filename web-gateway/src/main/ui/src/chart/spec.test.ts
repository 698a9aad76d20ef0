import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { queryResult } from '../../tests/fake/catalog';
import { ChartAggregate, ChartMark, ChartSpecSchema } from '../gen/chatdata/v1/chart_pb';
import { chartOption, describeChart } from './option';
import { numberAt, textAt } from './plan';
import { drawSpec } from './spec';

const STYLE = { font: 'sans-serif', ink: 'black', muted: 'gray', line: 'silver', raised: 'white' };
const sales = queryResult(
  'r',
  '',
  [
    ['month', 'date'],
    ['segment', 'text'],
    ['total', 'numeric'],
  ],
  [
    ['2025-01-01', 'a', '10'],
    ['2025-01-01', 'b', '2.5'],
    ['2025-02-01', 'a', '4'],
    ['2025-02-01', 'a', null],
  ],
);
const draw = (spec: Parameters<typeof create<typeof ChartSpecSchema>>[1], result = sales) => {
  const drawing = drawSpec(create(ChartSpecSchema, spec), result);
  if (!drawing) throw new Error('It can’t be drawn');
  const { plan, columns, rows } = drawing;
  const shown = rows.map((row) =>
    columns.map((_, index) => (plan.y.includes(index) ? numberAt(row, index) : textAt(row, index))),
  );
  return { ...drawing, shown };
};

describe('a chart that a model asks for', () => {
  test('shows the rows as they are where nothing is put together', () => {
    const { plan, rows } = draw({ mark: ChartMark.AREA, x: 'month', y: ['total'] });
    expect(plan).toEqual({ mark: 'area', x: 0, y: [2], series: null });
    expect(rows).toBe(sales.rows);
    expect(chartOption(plan, sales.columns, rows, STYLE).series[0]).toMatchObject({
      type: 'line',
      areaStyle: { opacity: 0.25 },
    });
  });

  test.each([
    [ChartAggregate.SUM, 12.5, 4],
    [ChartAggregate.MEAN, 6.25, 4],
    [ChartAggregate.COUNT, 2, 1],
    [ChartAggregate.MIN, 2.5, 4],
    [ChartAggregate.MAX, 10, 4],
  ])('puts rows with the same x together, by %i', (aggregate, january, february) => {
    const spec = { mark: ChartMark.BAR, x: 'month', y: ['total'], aggregate };
    expect(draw(spec).shown).toEqual([
      ['2025-01-01', january],
      ['2025-02-01', february],
    ]);
  });

  test('keeps its series apart', () => {
    const spec = { mark: ChartMark.LINE, x: 'month', y: ['total'], series: 'segment' };
    const { plan, columns, shown } = draw({ ...spec, aggregate: ChartAggregate.SUM });
    expect(describeChart(plan, columns)).toBe(
      'Line chart of total by month, a series for each segment',
    );
    expect(shown).toEqual([
      ['2025-01-01', 'a', 10],
      ['2025-01-01', 'b', 2.5],
      ['2025-02-01', 'a', 4],
    ]);
  });

  test('counts values in round ranges for a histogram, and those on an edge once', () => {
    const values = [0.1, 0.2, 0.25, 0.3, 0.7, 1];
    const result = queryResult('r', '', [['share', 'float8']], values.map((value) => [value]));
    const { plan, columns, shown } = draw({ mark: ChartMark.HISTOGRAM, x: 'share' }, result);
    expect(describeChart(plan, columns)).toBe('Histogram of share');
    expect(shown).toEqual([
      ['0 – 0.5', 4],
      ['0.5 – 1', 1],
      ['1 – 1.5', 1],
    ]);
    const same = queryResult('r', '', [['n', 'int4']], [[7], [7], [null]]);
    expect(draw({ mark: ChartMark.HISTOGRAM, x: 'n' }, same).shown).toEqual([['7 – 8', 2]]);
  });

  test('is none where a column is gone or the shape is not known', () => {
    const gone = create(ChartSpecSchema, { mark: ChartMark.BAR, x: 'gone', y: ['total'] });
    expect(drawSpec(gone, sales)).toBeNull();
    const unknown = create(ChartSpecSchema, { mark: ChartMark.UNSPECIFIED, x: 'month', y: ['total'] });
    expect(drawSpec(unknown, sales)).toBeNull();
  });
});
