import { useSyncExternalStore } from 'react';
import { connectivity } from './api/http';
import { Button } from './ui/Button';
import { useNow } from './ui/hooks';

/** Says that the server doesn't answer and when it is asked again. */
export function ReconnectBanner() {
  const state = useSyncExternalStore(connectivity.subscribe, connectivity.current);
  return state.up ? null : <Countdown retryAt={state.retryAt} isTrying={state.trying} />;
}

function Countdown({ retryAt, isTrying }: { retryAt: number; isTrying: boolean }) {
  const now = useNow();
  const seconds = Math.max(1, Math.ceil((retryAt - now) / 1_000));
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-center gap-x-3 border-b border-warn/25 bg-warn-soft px-4 py-1.5 text-sm text-warn"
    >
      {/* The seconds are for the eye: read out, they would never end. */}
      <span>
        chatdata doesn’t answer.{' '}
        {isTrying ? 'Reconnecting…' : <span aria-hidden="true">Reconnecting in {seconds} s.</span>}
      </span>
      <Button
        variant="link"
        className="h-7! text-warn!"
        disabled={isTrying}
        onClick={connectivity.retryNow}
      >
        Try now
      </Button>
    </div>
  );
}
