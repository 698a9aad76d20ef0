import type { ListValue } from '@bufbuild/protobuf/wkt';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useMemo } from 'react';
import type { ResultColumn } from '../gen/chatdata/v1/query_result_pb';
import { Scrollable } from '../ui/Scrollable';
import { ResultRow } from './ResultRow';
import { nextSort, type Sort, sortRows } from './sort';
import { isWideTable, ROW_PX, useGridWindow } from './useGridWindow';
import { isNumeric, neutral, show } from './values';

/** The rows of a result, sorted by a click on a column's head. Columns are known by their place, since names may be empty or equal. */
export const ResultTable = memo(function ResultTable({
  columns,
  rows,
  sort,
  onSort,
  className,
}: {
  columns: readonly ResultColumn[];
  rows: readonly ListValue[];
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
  className: string;
}) {
  const sorted = useMemo(
    () => (sort ? sortRows(rows, columns[sort.column]?.type ?? '', sort) : rows),
    [rows, columns, sort],
  );
  const { rowsOf, columnsOf, onScroll } = useGridWindow();
  const { start, end } = rowsOf(sorted.length);
  const isWide = isWideTable(columns);
  const isWhole = end - start === sorted.length && !isWide;
  const longest = useMemo(
    () => (isWhole ? [] : columns.map((_column, index) => longestText(rows, index))),
    [isWhole, columns, rows],
  );
  const widths = useMemo(
    () => (isWide ? columns.map((column, index) => widthOf(column, longest[index] ?? '')) : []),
    [isWide, columns, longest],
  );
  if (columns.length === 0) return null;
  const { start: left, end: right } = isWide
    ? columnsOf(widths)
    : { start: 0, end: columns.length };
  const before = sum(widths.slice(0, left));
  const after = sum(widths.slice(right));
  return (
    <Scrollable
      label="Rows"
      onScroll={onScroll}
      className={`rounded-lg border border-line ${className}`}
    >
      <table
        aria-rowcount={sorted.length + 1}
        aria-colcount={isWide ? columns.length : undefined}
        className={`border-separate border-spacing-0 text-[0.8125rem] ${isWide ? 'table-fixed' : 'w-full'}`}
        style={isWide ? { width: sum(widths) } : undefined}
      >
        <thead className="sticky top-0">
          <tr>
            <ColumnGap width={before} />
            {columns.slice(left, right).map((column, index) => (
              <Head
                // eslint-disable-next-line react/no-array-index-key
                key={left + index}
                place={left + index}
                column={column}
                longest={longest[left + index]}
                width={widths[left + index]}
                order={sort?.column === left + index ? sort : null}
                onSort={() => onSort(nextSort(sort, left + index))}
              />
            ))}
            <ColumnGap width={after} />
          </tr>
        </thead>
        <tbody>
          <Gap rows={start} />
          {sorted.slice(start, end).map((row, index) => (
            <ResultRow
              // eslint-disable-next-line react/no-array-index-key
              key={start + index}
              columns={columns}
              left={left}
              right={right}
              row={row}
              index={start + index}
            />
          ))}
          <Gap rows={sorted.length - end} />
        </tbody>
      </table>
      {rows.length === 0 && <p className="px-3 py-4 text-center text-muted">No rows</p>}
    </Scrollable>
  );
});

/** Stands for columns that are not drawn. */
function ColumnGap({ width }: { width: number }) {
  return width > 0 && <td aria-hidden="true" style={{ width }} className="p-0" />;
}

/** Stands for rows that are not drawn. */
function Gap({ rows }: { rows: number }) {
  return rows > 0 && <tr aria-hidden="true" style={{ height: rows * ROW_PX }} />;
}

const sum = (widths: readonly number[]): number => widths.reduce((all, width) => all + width, 0);

/** About what a column needs, in pixels. */
function widthOf({ name, type }: ResultColumn, longest: string): number {
  const characters = Math.max(longest.length, name.length + 2, type.length);
  return Math.min(384, Math.max(72, characters * 8 + 26));
}

function longestText(rows: readonly ListValue[], column: number): string {
  return rows
    .map((row) => show(row.values[column]).text)
    .reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}

function Head({
  place,
  column: { name, type },
  longest,
  width,
  order,
  onSort,
}: {
  place: number;
  column: ResultColumn;
  /** Of all its values, also of those not drawn: keeps the column as wide as it is. */
  longest: string | undefined;
  width: number | undefined;
  order: Sort | null;
  onSort: () => void;
}) {
  const isRight = isNumeric(type);
  const Arrow = order?.isDescending ? ArrowDown : ArrowUp;
  return (
    // eslint-disable-next-line jsx-a11y/control-has-associated-label
    <th
      scope="col"
      aria-colindex={place + 1}
      style={{ width }}
      aria-sort={order ? (order.isDescending ? 'descending' : 'ascending') : 'none'}
      className="border-b border-line bg-side p-0 font-medium whitespace-nowrap"
    >
      <button
        type="button"
        title="Sort"
        onClick={onSort}
        className={`group w-full px-3 py-1.5 hover:bg-hover focus-visible:-outline-offset-2 ${isRight ? 'text-right' : 'text-left'}`}
      >
        <span className={`flex items-center gap-1 ${isRight ? 'flex-row-reverse' : ''}`}>
          <span className="truncate">
            {neutral(name) || <span className="text-muted">unnamed</span>}
          </span>
          <Arrow
            size={13}
            aria-hidden="true"
            className={order ? 'shrink-0 text-accent' : 'shrink-0 text-muted opacity-0 group-hover:opacity-60'}
          />
        </span>
        <span className="block font-mono text-[0.6875rem] leading-tight font-normal text-muted">
          {type}
        </span>
        {longest && (
          <span
            aria-hidden="true"
            className={`invisible block h-0 max-w-90 overflow-hidden font-normal whitespace-pre ${isRight ? 'tabular-nums' : ''}`}
          >
            {longest}
          </span>
        )}
      </button>
    </th>
  );
}
