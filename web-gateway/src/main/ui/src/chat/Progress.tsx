import { Dots } from '../ui/Dots';
import { useNow } from '../ui/hooks';
import { toolWords } from './tools';
import type { TurnView } from './turn';

/** What a running turn is doing, in words, and for how long. */
export function Progress({ turn, isStopping }: { turn: TurnView; isStopping: boolean }) {
  const now = useNow();
  const { words, since } = isStopping ? { words: 'Stopping', since: null } : progressOf(turn);
  const seconds = since === null ? 0 : Math.floor((now - since) / 1_000);
  return (
    <div className="flex items-center gap-3 py-1 text-sm text-muted">
      <span className="text-accent">
        <Dots />
      </span>
      <span className="tabular-nums">
        {words}…{seconds >= 1 && ` ${seconds} s`}
      </span>
    </div>
  );
}

export function progressOf(turn: TurnView): { words: string; since: number | null } {
  const open = turn.blocks.flatMap((block) =>
    block.kind === 'tool' && !block.call.result ? [block.call] : [],
  );
  const [first] = open;
  if (first) {
    const words = toolWords(first.tool).doing;
    return {
      words: open.length > 1 ? `${words} and ${open.length - 1} more` : words,
      since: first.startedAt,
    };
  }
  const last = turn.blocks.at(-1);
  return last?.kind === 'text'
    ? { words: 'Writing', since: null }
    : { words: 'Thinking', since: last ? null : turn.startedAt };
}
