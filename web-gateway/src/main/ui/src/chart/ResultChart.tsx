import type { ListValue } from '@bufbuild/protobuf/wkt';
import { BarChart, LineChart, PieChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use as register } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { Download } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ResultColumn } from '../gen/chatdata/v1/query_result_pb';
import { saveFile } from '../result/files';
import { Button } from '../ui/Button';
import { useColourScheme } from '../ui/theme';
import { chartOption, type ChartStyle, describeChart } from './option';
import { type ChartPlan, type Mark, marksFor } from './plan';

register([
  BarChart,
  LineChart,
  PieChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  SVGRenderer,
  CanvasRenderer,
]);

const WORDS: Readonly<Record<Mark, string>> = {
  line: 'Line',
  area: 'Area',
  bar: 'Bar',
  pie: 'Pie',
  point: 'Point',
  histogram: 'Histogram',
};
const HEIGHT = 320;
type Option = ReturnType<typeof chartOption>;
const SAVED = [
  { label: 'SVG', save: saveSvg },
  { label: 'PNG', save: savePng },
];

/** A result as a chart, whose kind can be changed and which can be saved. */
export function ResultChart({
  plan: suggested,
  columns,
  rows,
}: {
  plan: ChartPlan;
  columns: readonly ResultColumn[];
  rows: readonly ListValue[];
}) {
  const [mark, setMark] = useState(suggested.mark);
  const plan = useMemo(() => ({ ...suggested, mark }), [suggested, mark]);
  const marks = marksFor(suggested, rows);
  const scheme = useColourScheme();
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  useEffect(() => {
    if (!element.current) return undefined;
    const drawn = init(element.current, null, { renderer: 'svg' });
    chart.current = drawn;
    const observer = new ResizeObserver(() => drawn.resize());
    observer.observe(element.current);
    element.current.scrollIntoView({ block: 'nearest' });
    return () => {
      observer.disconnect();
      drawn.dispose();
    };
  }, []);
  useEffect(() => {
    if (!element.current) return;
    const option = chartOption(plan, columns, rows, styleOf(element.current));
    chart.current?.setOption(option, { notMerge: true });
  }, [plan, columns, rows, scheme]);

  return (
    <div>
      <div className="mb-1 flex items-center justify-between">
        <ToggleGroup.Root
          type="single"
          aria-label="Kind of chart"
          value={mark}
          onValueChange={(value) => setMark(marks.find((one) => one === value) ?? mark)}
          className="flex gap-0.5"
        >
          {marks.length > 1 &&
            marks.map((one) => (
              <ToggleGroup.Item
                key={one}
                value={one}
                className="h-7 rounded-md px-2 text-xs text-muted hover:bg-hover data-[state=on]:bg-hover data-[state=on]:text-ink"
              >
                {WORDS[one]}
              </ToggleGroup.Item>
            ))}
        </ToggleGroup.Root>
        <span className="flex">
          {SAVED.map(({ label, save }) => (
            <Button
              key={label}
              variant="quiet"
              className="h-7! gap-1! text-xs"
              aria-label={`Download as ${label}`}
              onClick={() => {
                if (element.current) save(element.current, chartOption(plan, columns, rows, styleOf(element.current)));
              }}
            >
              <Download size={13} aria-hidden="true" />
              {label}
            </Button>
          ))}
        </span>
      </div>
      <div
        ref={element}
        role="img"
        aria-label={`${describeChart(plan, columns)}. The table has the same values.`}
        style={{ height: HEIGHT }}
        className="w-full"
      />
    </div>
  );
}

function saveSvg(element: HTMLElement): void {
  const svg = element.querySelector('svg')?.outerHTML;
  if (svg) saveFile('chart.svg', 'image/svg+xml', svg);
}

/** Drawn anew by pixels, two for each of the screen's, on the ground that its colours are made for. */
function savePng(element: HTMLElement, option: Option): void {
  const canvas = document.createElement('canvas');
  const drawn = init(canvas, null, {
    renderer: 'canvas',
    width: element.clientWidth,
    height: HEIGHT,
    devicePixelRatio: 2,
  });
  drawn.setOption({ ...option, animation: false, backgroundColor: styleOf(element).raised });
  canvas.toBlob((blob) => {
    if (blob) saveFile('chart.png', 'image/png', blob);
    drawn.dispose();
  }, 'image/png');
}

/** As it is now, since an SVG on its own knows no variables. */
function styleOf(element: HTMLElement): ChartStyle {
  const resolve = (name: string): string => {
    element.style.color = `var(--${name})`;
    const { color } = getComputedStyle(element);
    element.style.color = '';
    return color;
  };
  return {
    font: getComputedStyle(element).fontFamily,
    ink: resolve('ink'),
    muted: resolve('muted'),
    line: resolve('line'),
    raised: resolve('raised'),
  };
}
