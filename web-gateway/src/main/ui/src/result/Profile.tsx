import type { ColumnProfile, TableProfile } from '../gen/chatdata/v1/profile_pb';
import { formatCount } from '../ui/format';
import { Scrollable } from '../ui/Scrollable';
import { Histogram, Range, Share, TopValues } from './ProfileCells';

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
