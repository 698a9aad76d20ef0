import type { ReactNode } from 'react';
import { Scrollable } from '../ui/Scrollable';

export interface GridColumn {
  label: string;
  isRight?: boolean;
  /** Holds prose, which needs room. */
  isWide?: boolean;
}

/** A small table of what is known of tables and columns. Rows are known by their first cell's key. */
export function Grid({
  label,
  columns,
  rows,
}: {
  label: string;
  columns: readonly GridColumn[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
}) {
  return (
    <Scrollable label={label} className="max-h-[28rem] rounded-lg border border-line">
      <table className="w-full border-separate border-spacing-0 text-[0.8125rem]">
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.label}
                scope="col"
                className={`sticky top-0 border-b border-line bg-side px-3 py-1.5 text-xs font-medium whitespace-nowrap text-muted ${column.isRight ? 'text-right' : 'text-left'}`}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key} className="group">
              {columns.map((column, index) => (
                <td
                  key={column.label}
                  className={`border-b border-line px-3 py-1.5 align-top group-last:border-b-0 ${column.isRight ? 'text-right whitespace-nowrap tabular-nums' : ''} ${column.isWide ? 'min-w-44' : ''}`}
                >
                  {cells[index]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
