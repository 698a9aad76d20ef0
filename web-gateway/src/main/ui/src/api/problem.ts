/** What others than the server failed at, which it says with a status like its own. */
const OF_OTHERS: ReadonlySet<string> = new Set([
  'DATABASE_UNREACHABLE',
  'PROVIDER_STREAM_CUT',
  'PROVIDER_UNAVAILABLE',
  'STATEMENT_TIMEOUT',
]);

/** Why a call failed, in words for a person: RFC 9457 from the gateway, or no answer at all. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** What was wrong and what to do. */
    detail: string,
    /** The HTTP status; 0 when there was no answer. */
    readonly status: number,
    /** An ErrorReason without its prefix. Empty when the gateway gave none. */
    readonly reason = '',
    readonly metadata: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  /** True when the same call may work in a while: the server is away, or asks to wait. */
  get transient(): boolean {
    const isLikeAway = this.status === 0 || (this.status >= 502 && this.status <= 504);
    return isLikeAway && !OF_OTHERS.has(this.reason);
  }

  static unreachable(): Problem {
    return new Problem('chatdata doesn’t answer. Is it still running?', 0);
  }

  /** From a problem+json body, or whatever came in its place. */
  static from(body: unknown, status: number): Problem {
    const field = (name: string): unknown =>
      typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
    const text = [field('detail'), field('title')].find(
      (value) => typeof value === 'string' && value,
    );
    const ownStatus = field('status');
    const reason = field('reason');
    const metadata = field('metadata');
    return new Problem(
      typeof text === 'string' ? text : `The server answered with status ${status}.`,
      typeof ownStatus === 'number' ? ownStatus : status,
      typeof reason === 'string' ? reason.replace(/^ERROR_REASON_/, '') : '',
      typeof metadata === 'object' && metadata !== null ? (metadata as Record<string, string>) : {},
    );
  }

  /** Any thrown thing as a Problem. */
  static of(thrown: unknown): Problem {
    return thrown instanceof Problem ? thrown : new Problem(String(thrown), 500);
  }
}
