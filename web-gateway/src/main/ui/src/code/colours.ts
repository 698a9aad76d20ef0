import type { Piece } from './highlighter';

export interface Request {
  readonly id: number;
  readonly code: string;
  readonly language: string;
}

export interface Reply {
  readonly id: number;
  readonly lines: Piece[][] | null;
}

const waiting = new Map<number, (lines: Piece[][] | null) => void>();
let worker: Worker | null = null;
let last = 0;

/** The lines of a code in its colours; null where its language isn't known, or without the server. */
export function coloured(code: string, language: string): Promise<Piece[][] | null> {
  // The expressions of a language's grammar take 200 ms to compile: not here.
  worker ??= start();
  const request: Request = { id: (last += 1), code, language };
  // A worker is no window, whose origin could be another.
  // eslint-disable-next-line unicorn/require-post-message-target-origin
  worker.postMessage(request);
  return new Promise((resolve) => waiting.set(request.id, resolve));
}

function start(): Worker {
  const started = new Worker(new URL('colours.worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data: { id, lines } }: MessageEvent<Reply>) => {
    waiting.get(id)?.(lines);
    waiting.delete(id);
  });
  started.addEventListener('error', () => {
    // It could not be loaded; the next code tries again.
    started.terminate();
    worker = null;
    for (const resolve of waiting.values()) resolve(null);
    waiting.clear();
  });
  return started;
}
