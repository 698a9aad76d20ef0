/** One event of a text/event-stream. */
export interface SseEvent {
  /** "message" when the stream names none. */
  event: string;
  data: string;
  /** The last id that the stream gave, this event's included. */
  id: string;
}

/** Splits the text of a stream into events, however it is cut into pieces (HTML standard, 9.2.6). */
export class SseParser {
  #rest = '';
  #event = '';
  #data: string[] = [];
  #id = '';

  push(text: string): SseEvent[] {
    const events: SseEvent[] = [];
    const buffer = this.#rest + text;
    let start = 0;
    const lineEnd = /\r\n|\n|\r/g;
    for (let match = lineEnd.exec(buffer); match; match = lineEnd.exec(buffer)) {
      // A CR at the very end may be the first half of a CRLF.
      if (match[0] === '\r' && lineEnd.lastIndex === buffer.length) break;
      this.#line(buffer.slice(start, match.index), events);
      start = lineEnd.lastIndex;
    }
    this.#rest = buffer.slice(start);
    return events;
  }

  #line(line: string, events: SseEvent[]): void {
    if (line === '') {
      if (this.#data.length > 0) {
        events.push({ event: this.#event || 'message', data: this.#data.join('\n'), id: this.#id });
      }
      this.#event = '';
      this.#data = [];
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
  }
}

/** The events of a body. Throws when nothing, not even a heartbeat, comes for idleMs. */
export async function* readSse(
  body: ReadableStream<Uint8Array>,
  idleMs = 45_000,
): AsyncGenerator<SseEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new SseParser();
  try {
    for (;;) {
      const { done, value } = await withTimeout(reader.read(), idleMs);
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    // Closes the connection when the caller stops reading; one that is closed already says so.
    reader.cancel().catch(() => undefined);
  }
}

async function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came for ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
