import type { ListValue, Value } from '@bufbuild/protobuf/wkt';
import { memo } from 'react';
import type { ResultColumn } from '../gen/chatdata/v1/query_result_pb';
import { Scrollable } from '../ui/Scrollable';
import { isNumeric, show } from './values';

/** The rows of a result. Columns are known by their place, since names may be empty or equal. */
export const ResultTable = memo(function ResultTable({
  columns,
  rows,
}: {
  columns: readonly ResultColumn[];
  rows: readonly ListValue[];
}) {
  if (columns.length === 0) return null;
  return (
    <Scrollable label="Rows" className="max-h-96 rounded-lg border border-line">
      <table className="w-full border-separate border-spacing-0 text-[0.8125rem]">
        <thead>
          <tr>
            {columns.map(({ name, type }, index) => (
              <th
                // eslint-disable-next-line react/no-array-index-key
                key={index}
                scope="col"
                className={`sticky top-0 border-b border-line bg-side px-3 py-1.5 font-medium whitespace-nowrap ${isNumeric(type) ? 'text-right' : 'text-left'}`}
              >
                {name || <span className="text-muted">unnamed</span>}
                <span className="block font-mono text-[0.6875rem] leading-tight font-normal text-muted">
                  {type}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // eslint-disable-next-line react/no-array-index-key
            <tr key={index} className="group">
              {columns.map(({ type }, column) => (
                // eslint-disable-next-line react/no-array-index-key
                <Cell key={column} value={row.values[column]} isRight={isNumeric(type)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="px-3 py-4 text-center text-muted">No rows</p>}
    </Scrollable>
  );
});

function Cell({ value, isRight }: { value: Value | undefined; isRight: boolean }) {
  const { text, isNull } = show(value);
  return (
    <td
      title={text.length > 40 ? text : undefined}
      className={`max-w-96 truncate border-b border-line px-3 py-1 whitespace-pre group-last:border-b-0 group-hover:bg-side ${isRight ? 'text-right tabular-nums' : ''}`}
    >
      {isNull ? <span className="text-xs text-muted italic">NULL</span> : text}
    </td>
  );
}
