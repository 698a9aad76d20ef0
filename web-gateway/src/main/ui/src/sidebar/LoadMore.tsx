import { useEffect, useRef } from 'react';
import { Button } from '../ui/Button';

/** The end of a list that goes on: asks for more when it comes near the view, or is clicked. */
export function LoadMore({ isLoading, onWanted }: { isLoading: boolean; onWanted: () => unknown }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isLoading || !element.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) onWanted();
      },
      { rootMargin: '200px' },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [isLoading, onWanted]);
  return (
    <div ref={element} className="pt-3 text-center">
      <Button variant="link" disabled={isLoading} onClick={() => onWanted()}>
        {isLoading ? 'Loading…' : 'Load more'}
      </Button>
    </div>
  );
}
