import type { Value } from '@bufbuild/protobuf/wkt';
import type { ColumnProfile, HistogramBin, ValueCount } from '../gen/chatdata/v1/profile_pb';
import { formatCount } from '../ui/format';
import { LOCALE } from '../ui/locale';
import { show } from './values';

const MOST_VALUES = 5;

export function TopValues({ values }: { values: readonly ValueCount[] }) {
  if (values.length > 1 && values.every(({ count }) => count === 1n))
    return <span className="text-xs text-muted">all different</span>;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-px text-xs @2xl:grid">
      {values.slice(0, MOST_VALUES).map(({ value, count }) => (
        <li key={show(value).text} className="flex min-w-0 gap-2">
          <span className={`max-w-48 truncate ${show(value).isNull ? 'text-muted italic' : ''}`}>
            {visible(value)}
          </span>
          <span className="shrink-0 text-muted tabular-nums">{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  );
}

/** A value in running text, where one that is empty or all blanks would not be seen. */
function visible(value: Value | undefined): string {
  const { text } = show(value);
  return text === '' ? '(empty)' : text.trim() === '' ? '(blank)' : text;
}

/** Of a point in time the day, else the text itself. */
const dayOr = (text: string): string => /^(\d{4}-\d{2}-\d{2})T/.exec(text)?.[1] ?? text;

const rounded = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 6, useGrouping: false });

const percentage = new Intl.NumberFormat(LOCALE, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

function round(value: Value): string {
  const { text } = show(value);
  return Number.isFinite(Number(text)) ? rounded.format(Number(text)) : text;
}

export function Share({ count, of, blanks }: { count: bigint; of: bigint; blanks: bigint }) {
  const percent = of > 0n ? (Number(count) / Number(of)) * 100 : 0;
  return (
    <span title={formatCount(count)}>
      {count === 0n ? (
        <span className="text-muted">0</span>
      ) : percent < 0.1 ? (
        '< 0.1 %'
      ) : (
        `${percentage.format(percent)} %`
      )}
      {count > 0n && (
        <span aria-hidden="true" className="mt-1 ml-auto block h-1 w-14 rounded-full bg-line">
          <span
            data-bar
            className="block h-full rounded-full bg-warn"
            style={{ width: `${Math.max(2, percent)}%` }}
          />
        </span>
      )}
      {blanks > 0n && <span className="block text-xs text-muted">{formatCount(blanks)} blank</span>}
    </span>
  );
}

export function Range({ column: { min, max, mean, lengths } }: { column: ColumnProfile }) {
  if (!min && !max && !mean && !lengths) return null;
  return (
    <span className="grid gap-px text-xs tabular-nums">
      {(min || max) && (
        <span className="flex flex-wrap gap-x-1" title={`${show(min).text} … ${show(max).text}`}>
          <span className="max-w-24 truncate">{dayOr(visible(min))}</span>…
          <span className="max-w-24 truncate">{dayOr(visible(max))}</span>
        </span>
      )}
      {mean && <span className="text-muted">mean {round(mean)}</span>}
      {lengths && (
        <span className="text-muted">
          {formatCount(lengths.min)} to {formatCount(lengths.max)} characters
        </span>
      )}
    </span>
  );
}

const HEIGHT = 28;
const STEP = 6;

/** Counts in ranges as small bars; each says its range when it is pointed at. */
export function Histogram({ bins }: { bins: readonly HistogramBin[] }) {
  if (bins.length === 0) return null;
  const most = Math.max(1, ...bins.map(({ count }) => Number(count)));
  return (
    <svg
      width={bins.length * STEP}
      height={HEIGHT}
      role="img"
      aria-label={`Distribution in ${bins.length} ranges`}
      className="ml-auto fill-accent/70 @2xl:ml-0"
    >
      {bins.map(({ lower, upper, count }, index) => {
        const height = count === 0n ? 0 : Math.max(1, (Number(count) / most) * HEIGHT);
        return (
          <rect
            key={show(lower).text}
            x={index * STEP}
            y={HEIGHT - height}
            width={STEP - 1}
            height={height}
            rx={1}
          >
            <title>{`${show(lower).text} … ${show(upper).text}: ${formatCount(count)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
