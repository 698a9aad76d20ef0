import { useEffect } from 'react';

/** Escape stops the running turn, unless something that is open takes it to close itself. */
export function useStopKey(isBusy: boolean, onStop: () => void): void {
  useEffect(() => {
    if (!isBusy) return undefined;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) onStop();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [isBusy, onStop]);
}
