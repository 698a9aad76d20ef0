import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

const NEAR_PX = 48;

/**
 * Keeps the end of a growing content in view while the person is there, and leaves the view alone
 * once they have scrolled up or opened something.
 */
export function useStickToBottom(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
) {
  const isStuck = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);

  const jump = useCallback(() => {
    isStuck.current = true;
    setAtEnd(true);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [scroller]);

  /** Brings something else than the end into view. */
  const show = useCallback((element: Element) => {
    isStuck.current = false;
    element.scrollIntoView({ block: 'start' });
  }, []);

  useEffect(() => {
    const view = scroller.current;
    if (!view || !content.current) return undefined;
    const distance = (): number => view.scrollHeight - view.scrollTop - view.clientHeight;
    const onScroll = (): void => {
      isStuck.current = distance() < NEAR_PX;
      setAtEnd(isStuck.current);
    };
    const onClick = (event: MouseEvent): void => {
      // What is opened grows below the click and should stay in view.
      if (event.target instanceof Element && event.target.closest('[aria-expanded]'))
        isStuck.current = false;
    };
    const observer = new ResizeObserver(() => {
      if (isStuck.current) view.scrollTo({ top: view.scrollHeight });
      else setAtEnd(distance() < NEAR_PX);
    });
    observer.observe(content.current);
    observer.observe(view);
    view.addEventListener('scroll', onScroll, { passive: true });
    view.addEventListener('click', onClick, { capture: true });
    return () => {
      observer.disconnect();
      view.removeEventListener('scroll', onScroll);
      view.removeEventListener('click', onClick, { capture: true });
    };
  }, [scroller, content]);

  return { isAtEnd, jump, show };
}
