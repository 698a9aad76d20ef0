import { type UIEvent, useCallback, useState } from 'react';

/** The height of a row in pixels, its line included. */
export const ROW_PX = 30;
const MOST_AT_ONCE = 200;
const STEP = 20;

/** Which rows of a long table are drawn: those in view and some around. Of a short one all are. */
export function useRowWindow(count: number): {
  start: number;
  end: number;
  onScroll: (event: UIEvent<HTMLElement>) => void;
} {
  const [first, setFirst] = useState(0);
  const onScroll = useCallback(({ currentTarget: { scrollTop } }: UIEvent<HTMLElement>) => {
    setFirst(Math.floor(scrollTop / ROW_PX / STEP) * STEP);
  }, []);
  if (count <= MOST_AT_ONCE) return { start: 0, end: count, onScroll };
  const visible = Math.ceil(window.innerHeight / ROW_PX);
  const start = Math.max(0, Math.min(first, count - visible) - STEP);
  return { start, end: Math.min(count, start + visible + 3 * STEP), onScroll };
}
