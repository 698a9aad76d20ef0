/** Whether the server answers, and if not, when it is asked next. */
export type Reachability = { up: true } | { up: false; retryAt: number; trying: boolean };

const UP: Reachability = { up: true };
const DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Watches over the way to the server. Whoever finds it gone calls `lost`; from then on one probe,
 * at growing intervals, looks for it on behalf of all who wait.
 */
export class Connectivity {
  #state: Reachability = UP;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  /** The probe resolves when the server answers and rejects when it doesn't. */
  constructor(private readonly probe: () => Promise<void>) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly current = (): Reachability => this.#state;

  lost(): void {
    if (!this.#state.up) return;
    this.#attempt = 0;
    this.#schedule();
  }

  readonly retryNow = (): void => {
    if (this.#state.up || this.#state.trying) return;
    clearTimeout(this.#timer);
    void this.#try();
  };

  /** Resolves when the server answers, at once if it does. Rejects when the signal aborts. */
  whenUp(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!signal.aborted && !this.#state.up) return;
        unsubscribe();
        signal.removeEventListener('abort', check);
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      const unsubscribe = this.subscribe(check);
      signal.addEventListener('abort', check);
      check();
    });
  }

  #schedule(): void {
    const delay = DELAYS_MS[Math.min(this.#attempt, DELAYS_MS.length - 1)] ?? 15_000;
    this.#attempt += 1;
    this.#timer = setTimeout(() => void this.#try(), delay);
    this.#publish({ up: false, retryAt: Date.now() + delay, trying: false });
  }

  async #try(): Promise<void> {
    this.#publish({ up: false, retryAt: Date.now(), trying: true });
    try {
      await this.probe();
    } catch {
      this.#schedule();
      return;
    }
    this.#publish(UP);
  }

  #publish(state: Reachability): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
