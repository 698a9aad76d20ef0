import type { ListValue, Value } from '@bufbuild/protobuf/wkt';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useMemo } from 'react';
import type { ResultColumn } from '../gen/chatdata/v1/query_result_pb';
import { Scrollable } from '../ui/Scrollable';
import { nextSort, type Sort, sortRows } from './sort';
import { ROW_PX, useRowWindow } from './useRowWindow';
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
  const { start, end, onScroll } = useRowWindow(sorted.length);
  const isWhole = end - start === sorted.length;
  const longest = useMemo(
    () => (isWhole ? [] : columns.map((_column, index) => longestText(rows, index))),
    [isWhole, columns, rows],
  );
  if (columns.length === 0) return null;
  return (
    <Scrollable
      label="Rows"
      onScroll={onScroll}
      className={`rounded-lg border border-line ${className}`}
    >
      <table
        aria-rowcount={sorted.length + 1}
        className="w-full border-separate border-spacing-0 text-[0.8125rem]"
      >
        <thead>
          <tr>
            {columns.map((column, index) => (
              <Head
                // eslint-disable-next-line react/no-array-index-key
                key={index}
                column={column}
                longest={longest[index]}
                order={sort?.column === index ? sort : null}
                onSort={() => onSort(nextSort(sort, index))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={start} />
          {sorted.slice(start, end).map((row, index) => (
            // eslint-disable-next-line react/no-array-index-key
            <tr key={start + index} aria-rowindex={start + index + 2} className="group">
              {columns.map(({ type }, column) => (
                // eslint-disable-next-line react/no-array-index-key
                <Cell key={column} value={row.values[column]} isRight={isNumeric(type)} />
              ))}
            </tr>
          ))}
          <Gap rows={sorted.length - end} />
        </tbody>
      </table>
      {rows.length === 0 && <p className="px-3 py-4 text-center text-muted">No rows</p>}
    </Scrollable>
  );
});

/** Stands for rows that are not drawn. */
function Gap({ rows }: { rows: number }) {
  return rows > 0 && <tr aria-hidden="true" style={{ height: rows * ROW_PX }} />;
}

function longestText(rows: readonly ListValue[], column: number): string {
  return rows
    .map((row) => show(row.values[column]).text)
    .reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}

function Head({
  column: { name, type },
  longest,
  order,
  onSort,
}: {
  column: ResultColumn;
  /** Of all its values, also of those not drawn: keeps the column as wide as it is. */
  longest: string | undefined;
  order: Sort | null;
  onSort: () => void;
}) {
  const isRight = isNumeric(type);
  const Arrow = order?.isDescending ? ArrowDown : ArrowUp;
  return (
    // eslint-disable-next-line jsx-a11y/control-has-associated-label
    <th
      scope="col"
      aria-sort={order ? (order.isDescending ? 'descending' : 'ascending') : 'none'}
      className="sticky top-0 border-b border-line bg-side p-0 font-medium whitespace-nowrap"
    >
      <button
        type="button"
        title="Sort"
        onClick={onSort}
        className={`group w-full px-3 py-1.5 hover:bg-hover focus-visible:-outline-offset-2 ${isRight ? 'text-right' : 'text-left'}`}
      >
        <span className={`flex items-center gap-1 ${isRight ? 'flex-row-reverse' : ''}`}>
          {neutral(name) || <span className="text-muted">unnamed</span>}
          <Arrow
            size={13}
            aria-hidden="true"
            className={order ? 'text-accent' : 'text-muted opacity-0 group-hover:opacity-60'}
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

function Cell({ value, isRight }: { value: Value | undefined; isRight: boolean }) {
  const shown = show(value);
  const text = neutral(shown.text);
  return (
    <td
      title={text.length > 40 ? text : undefined}
      style={{ height: ROW_PX }}
      className={`max-w-96 truncate border-b border-line px-3 whitespace-pre group-last:border-b-0 group-hover:bg-side ${isRight ? 'text-right tabular-nums' : ''}`}
    >
      {shown.isNull ? (
        <span className="text-xs text-muted italic">NULL</span>
      ) : (
        text.replaceAll(/\r\n|\r|\n/g, ' ↵ ')
      )}
    </td>
  );
}
