import { LOCALE } from '../ui/locale';
import type { ListValue } from '@bufbuild/protobuf/wkt';
import type { ResultColumn } from '../gen/chatdata/v1/query_result_pb';
import { areTimes, type ChartPlan, comparable, groupBy, numberAt, textAt, timeAt } from './plan';

/** How the page around a chart looks. */
export interface ChartStyle {
  font: string;
  ink: string;
  muted: string;
  line: string;
  raised: string;
}

// Told apart by people who see colours differently, and legible on light and on dark.
const PALETTE = [
  '#3b76e8',
  '#d9822b',
  '#1f9d76',
  '#c4508f',
  '#8a6fd8',
  '#6b8f2f',
  '#c0553f',
  '#5b8fa8',
];

const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 2 });
const exact = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 6 });

interface Series {
  name: string;
  points: [x: string | number | null, y: number | null][];
}

/** What ECharts draws of a plan. */
export function chartOption(
  plan: ChartPlan,
  columns: readonly ResultColumn[],
  rows: readonly ListValue[],
  style: ChartStyle,
) {
  const series = seriesOf(plan, columns, rows);
  const text = { color: style.muted, fontSize: 12, fontFamily: style.font };
  const shown = new Set(comparable(plan, rows).map((column) => columns[column]?.name ?? ''));
  const tooltip = {
    confine: true,
    backgroundColor: style.raised,
    borderColor: style.line,
    textStyle: { color: style.ink, fontSize: 12 },
    valueFormatter: (value: unknown) => (typeof value === 'number' ? exact.format(value) : '–'),
  };
  const common = {
    color: PALETTE,
    animationDuration: 250,
    useUTC: true,
    textStyle: { fontFamily: style.font },
    legend: {
      show: series.length > 1 || plan.mark === 'pie',
      type: 'scroll',
      top: 0,
      textStyle: { ...text, color: style.ink },
      inactiveColor: style.muted,
      pageTextStyle: text,
      icon: 'roundRect',
      itemWidth: 14,
      // The others are a click away.
      selected:
        plan.series === null && plan.mark !== 'pie'
          ? Object.fromEntries(series.map(({ name }) => [name, shown.has(name)]))
          : {},
    },
  };
  if (plan.mark === 'pie') {
    const data = (series[0]?.points ?? []).map(([name, value]) => ({ name: String(name), value }));
    const label = { color: style.ink, formatter: '{b}: {d} %' };
    const slices = { type: 'pie', radius: ['42%', '70%'], top: 24, data, label };
    return { ...common, tooltip: { ...tooltip, trigger: 'item' }, series: [slices] };
  }
  const isTime = isTimeAxis(plan, rows);
  const isPoint = plan.mark === 'point';
  const isHistogram = plan.mark === 'histogram';
  const isBar = plan.mark === 'bar' || isHistogram;
  const axis = {
    axisLabel: text,
    axisLine: { lineStyle: { color: style.line } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: style.line } },
  };
  return {
    ...common,
    tooltip: { ...tooltip, trigger: isPoint ? 'item' : 'axis' },
    grid: {
      left: 8,
      right: 16,
      top: series.length > 1 ? 40 : 16,
      bottom: 4,
      outerBoundsMode: 'same',
    },
    xAxis: {
      ...axis,
      type: isTime ? 'time' : isPoint ? 'value' : 'category',
      scale: true,
      splitLine: { show: false },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      ...axis,
      type: 'value',
      // A bar's length and an area's height must mean its value.
      scale: !isBar && plan.mark !== 'area',
      axisLabel: { ...text, formatter: (value: number) => compact.format(value) },
    },
    series: series.map(({ name, points }) => ({
      name,
      type: isPoint ? 'scatter' : isBar ? 'bar' : 'line',
      data: points,
      showSymbol: points.length <= 40,
      symbolSize: isPoint ? 8 : 6,
      ...(isHistogram ? { barCategoryGap: '4%' } : { barMaxWidth: 48 }),
      ...(plan.mark === 'area' ? { areaStyle: { opacity: 0.25 } } : {}),
      itemStyle: isBar ? { borderRadius: [3, 3, 0, 0] } : {},
    })),
  };
}

/** The chart in words, for who can't see it. */
export function describeChart(plan: ChartPlan, columns: readonly ResultColumn[]): string {
  const name = (index: number): string => columns[index]?.name || 'unnamed';
  if (plan.mark === 'histogram') return `Histogram of ${name(plan.x)}`;
  const kind = {
    line: 'Line chart',
    area: 'Area chart',
    bar: 'Bar chart',
    pie: 'Pie chart',
    point: 'Scatter plot',
  };
  const split = plan.series === null ? '' : `, a series for each ${name(plan.series)}`;
  return `${kind[plan.mark]} of ${plan.y.map(name).join(', ')} by ${name(plan.x)}${split}`;
}

function seriesOf(
  { mark, x, y, series }: ChartPlan,
  columns: readonly ResultColumn[],
  rows: readonly ListValue[],
): Series[] {
  const isTime = isTimeAxis({ mark, x, y, series }, rows);
  const xAt = (row: ListValue): string | number | null => {
    if (mark === 'point') return numberAt(row, x);
    return isTime ? timeAt(row, x) : textAt(row, x);
  };
  const pointsOf = (some: readonly ListValue[], column: number): Series['points'] => {
    const points = some.map((row): Series['points'][number] => [xAt(row), numberAt(row, column)]);
    return isTime ? points.toSorted(([a], [b]) => Number(a) - Number(b)) : points;
  };
  const [measure = 0] = y;
  if (series === null) {
    return y.map((column) => ({
      name: columns[column]?.name ?? '',
      points: pointsOf(rows, column),
    }));
  }
  const groups = groupBy(rows, (row) => textAt(row, series));
  return [...groups].map(([name, some]) => ({ name, points: pointsOf(some, measure) }));
}

function isTimeAxis({ mark, x }: ChartPlan, rows: readonly ListValue[]): boolean {
  return mark !== 'pie' && mark !== 'point' && mark !== 'histogram' && areTimes(rows, x);
}
