const KEY = 'chatdata.token';

/** What the tab knows of the gateway's token. */
export type AccessState = 'fine' | 'wanted' | 'wrong';

/** The token that a gateway may want: asked for once, and kept for the tab. */
export class Access {
  #state: AccessState = 'fine';
  #waiting: (() => void)[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'>) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly current = (): AccessState => this.#state;

  get token(): string {
    return this.storage.getItem(KEY) ?? '';
  }

  /** Adds the token to a request's headers, where there is one. */
  sign(init: RequestInit): RequestInit {
    const { token } = this;
    if (!token) return init;
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${token}`);
    return { ...init, headers };
  }

  /** Resolves when there is another token than the one that was refused. */
  refused(token: string): Promise<void> {
    if (token !== this.token) return Promise.resolve();
    this.#publish(token ? 'wrong' : 'wanted');
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  readonly give = (token: string): void => {
    this.storage.setItem(KEY, token);
    this.#publish('fine');
    for (const resolve of this.#waiting.splice(0)) resolve();
  };

  #publish(state: AccessState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
