import type { ListValue, Value } from '@bufbuild/protobuf/wkt';
import { memo } from 'react';
import type { ResultColumn } from '../gen/chatdata/v1/query_result_pb';
import { ROW_PX } from './useGridWindow';
import { isNumeric, neutral, show } from './values';

/** A row of a result, as far as its columns are drawn. */
export const ResultRow = memo(function ResultRow({
  columns,
  left,
  right,
  row,
  index,
}: {
  columns: readonly ResultColumn[];
  /** The columns that are drawn. */
  left: number;
  right: number;
  row: ListValue;
  index: number;
}) {
  return (
    <tr aria-rowindex={index + 2} className="group">
      {/* As wide as the one in the table's head. */}
      {left > 0 && <td aria-hidden="true" />}
      {columns.slice(left, right).map(({ type }, column) => (
        <Cell
          // eslint-disable-next-line react/no-array-index-key
          key={left + column}
          place={left + column}
          value={row.values[left + column]}
          isRight={isNumeric(type)}
        />
      ))}
    </tr>
  );
});

const Cell = memo(function Cell({
  place,
  value,
  isRight,
}: {
  place: number;
  value: Value | undefined;
  isRight: boolean;
}) {
  const shown = show(value);
  const text = neutral(shown.text);
  // A number fits, and what can't be cut off costs less to draw.
  const cut = isRight && text.length <= 20 ? '' : 'truncate';
  return (
    <td
      aria-colindex={place + 1}
      title={text.length > 40 ? text : undefined}
      style={{ height: ROW_PX }}
      className={`max-w-96 ${cut} border-b border-line px-3 whitespace-pre group-last:border-b-0 group-hover:bg-side ${isRight ? 'text-right tabular-nums' : ''}`}
    >
      {shown.isNull ? (
        <span className="text-xs text-muted italic">NULL</span>
      ) : (
        text.replaceAll(/\r\n|\r|\n/g, ' ↵ ')
      )}
    </td>
  );
});
