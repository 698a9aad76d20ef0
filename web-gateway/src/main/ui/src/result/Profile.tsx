import type { Value } from '@bufbuild/protobuf/wkt';
import type {
  ColumnProfile,
  HistogramBin,
  TableProfile,
  ValueCount,
} from '../gen/chatdata/v1/profile_pb';
import { formatCount } from '../ui/format';
import { LOCALE } from '../ui/locale';
import { Scrollable } from '../ui/Scrollable';
import { show } from './values';

const HEADS = [
  { label: 'Column', className: '' },
  { label: 'NULL', className: 'text-right' },
  { label: 'Distinct', className: 'text-right' },
  { label: 'Range', className: 'sr-only @2xl:not-sr-only' },
  { label: 'Distribution', className: 'sr-only @2xl:not-sr-only' },
  { label: 'Most frequent', className: 'sr-only @2xl:not-sr-only' },
];

const ROW =
  'grid grid-cols-[minmax(0,1fr)_4.5rem_4rem] gap-x-3 gap-y-1 border-b border-line px-3 @2xl:grid-cols-[minmax(0,1.2fr)_4.5rem_4rem_minmax(0,1.3fr)_7.5rem_minmax(0,1.4fr)]';

/** What the columns of a table hold: a line each, or a few where there is little room. */
export function Profile({ profile }: { profile: TableProfile }) {
  return (
    <>
      <p>
        <span className="font-mono font-semibold">{`${profile.schema}.${profile.table}`}</span>
        <span className="text-muted">
          {` · ${formatCount(profile.rowCount)} rows · looked at ${profile.sample || `${formatCount(profile.rowsProfiled)} rows`}`}
        </span>
      </p>
      <Scrollable
        label="Columns"
        className="@container max-h-[28rem] rounded-lg border border-line text-[0.8125rem]"
      >
        {/* Lines that fold are no <table>, whose parts lose their meaning when they are laid out otherwise. */}
        <div role="table" aria-label="Columns">
          <div
            role="row"
            className={`${ROW} sticky top-0 bg-side py-1.5 text-xs font-medium text-muted`}
          >
            {HEADS.map(({ label, className }) => (
              <span key={label} role="columnheader" className={className}>
                {label}
              </span>
            ))}
          </div>
          {profile.columns.map((column) => (
            <div key={column.name} role="row" className={`${ROW} py-2 last:border-b-0`}>
              <ColumnCells column={column} rows={profile.rowsProfiled} />
            </div>
          ))}
        </div>
      </Scrollable>
    </>
  );
}

function ColumnCells({ column, rows }: { column: ColumnProfile; rows: bigint }) {
  return (
    <>
      <span role="cell" className="font-mono [overflow-wrap:anywhere]">
        {column.name}
        <span className="block text-[0.6875rem] leading-tight text-muted">{column.type}</span>
      </span>
      <span role="cell" className="text-right tabular-nums">
        <Share count={column.nullCount} of={rows} blanks={column.blankCount} />
      </span>
      <span role="cell" className="text-right tabular-nums">
        {column.distinctCount < 0n ? '' : formatCount(column.distinctCount)}
      </span>
      <span role="cell">
        <Range column={column} />
      </span>
      <span role="cell" className="col-span-2 @2xl:col-span-1">
        <Histogram bins={column.histogram} />
      </span>
      <div role="cell" className="col-span-full @2xl:col-span-1">
        <TopValues values={column.topValues} />
      </div>
    </>
  );
}

const MOST_VALUES = 5;

function TopValues({ values }: { values: readonly ValueCount[] }) {
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

function Share({ count, of, blanks }: { count: bigint; of: bigint; blanks: bigint }) {
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

function Range({ column: { min, max, mean, lengths } }: { column: ColumnProfile }) {
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
function Histogram({ bins }: { bins: readonly HistogramBin[] }) {
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
