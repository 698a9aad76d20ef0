import { type UIEvent, useCallback, useState } from 'react';

/** The height of a row in pixels, its line included. */
export const ROW_PX = 30;
const MOST_ROWS = 200;
const ROW_STEP = 4;
const ROWS_AROUND = 4;
const MOST_COLUMNS = 30;
const COLUMN_STEP_PX = 120;
const AROUND_PX = 120;

interface Span {
  start: number;
  end: number;
}

/** What is seen of a table, by steps, so that not every pixel of a scroll draws it anew. */
interface View {
  row: number;
  rows: number;
  left: number;
  width: number;
}

/** The part of a table that is drawn: what is in view and some around it. Of a small one it is all. */
export function useGridWindow(): {
  rowsOf: (count: number) => Span;
  columnsOf: (widths: readonly number[]) => Span;
  onScroll: (event: UIEvent<HTMLElement>) => void;
} {
  const [view, setView] = useState<View>({
    row: 0,
    rows: Math.ceil(window.innerHeight / ROW_PX),
    left: 0,
    width: window.innerWidth,
  });
  const onScroll = useCallback(({ currentTarget }: UIEvent<HTMLElement>) => {
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = currentTarget;
    const next: View = {
      row: Math.floor(scrollTop / ROW_PX / ROW_STEP) * ROW_STEP,
      rows: Math.ceil(clientHeight / ROW_PX),
      left: Math.floor(scrollLeft / COLUMN_STEP_PX) * COLUMN_STEP_PX,
      width: clientWidth,
    };
    setView((last) => (isSame(last, next) ? last : next));
  }, []);
  return {
    rowsOf: (count) => {
      if (count <= MOST_ROWS) return { start: 0, end: count };
      const start = Math.max(0, Math.min(view.row, count - view.rows) - ROWS_AROUND);
      return { start, end: Math.min(count, start + view.rows + ROW_STEP + 2 * ROWS_AROUND) };
    },
    columnsOf: (widths) => {
      const from = view.left - AROUND_PX;
      const to = view.left + view.width + COLUMN_STEP_PX + AROUND_PX;
      let edge = 0;
      const drawn = widths.flatMap((width, column) => {
        edge += width;
        return edge > from && edge - width < to ? [column] : [];
      });
      return { start: drawn[0] ?? 0, end: (drawn.at(-1) ?? -1) + 1 };
    },
    onScroll,
  };
}

/** Whether a table has so many columns that only those in view are drawn, each as wide as it is said to be. */
export const isWideTable = (columns: readonly unknown[]): boolean => columns.length > MOST_COLUMNS;

const isSame = (a: View, b: View): boolean =>
  a.row === b.row && a.rows === b.rows && a.left === b.left && a.width === b.width;
