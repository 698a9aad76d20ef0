import type { Problem } from '../api/problem';
import type { ChatEvent } from '../gen/chatdata/v1/chat_event_pb';
import { newTurn, reduceTurn, type TurnView } from './turn';

/** What a live turn answers. */
export type LiveInput =
  /** A message that is sent here and follows another; parentId is empty for the very first. */
  | { readonly kind: 'content'; readonly text: string; readonly parentId: string }
  /** A stored user message that is answered again. */
  | { readonly kind: 'regenerate'; readonly questionId: string }
  /** A turn that was found running. */
  | { readonly kind: 'found' };

/** The turn of a conversation that was started or is watched here. */
export interface LiveTurn {
  readonly input: LiveInput;
  /** Empty until its first event. */
  readonly turnId: string;
  /** When it was started or found, in milliseconds since 1970. */
  readonly since: number;
  readonly stopping: boolean;
  /** The turn before it, where that has ended but isn't stored here yet. */
  readonly after?: LiveTurn | undefined;
}

export interface ChatState {
  /** By the turn's id: all that were seen since the page was loaded. */
  readonly turns: ReadonlyMap<string, TurnView>;
  /** By the conversation's id. */
  readonly live: ReadonlyMap<string, LiveTurn>;
  /** By the conversation's id: why its last message could not be sent, its turn not be watched. */
  readonly problems: ReadonlyMap<string, Problem>;
}

/**
 * The state of all turns, outside React. However many events come, they are published at most once
 * per frame; what a person does is published at once.
 */
export class ChatStore {
  #state: ChatState = { turns: new Map(), live: new Map(), problems: new Map() };
  #published = this.#state;
  #scheduled = false;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What was published last. */
  readonly published = (): ChatState => this.#published;

  /** The state as it is now. */
  get state(): ChatState {
    return this.#state;
  }

  apply(event: ChatEvent): TurnView {
    const before = this.#state.turns.get(event.turnId) ?? newTurn(event.turnId);
    const after = reduceTurn(before, event);
    if (after !== before) this.#set({ turns: withEntry(this.#state.turns, event.turnId, after) });
    return after;
  }

  setLive(conversationId: string, live: LiveTurn | undefined): void {
    this.#set({ live: withEntry(this.#state.live, conversationId, live) });
    this.#publish();
  }

  setProblem(conversationId: string, problem: Problem | undefined): void {
    this.#set({ problems: withEntry(this.#state.problems, conversationId, problem) });
  }

  #set(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A hidden page gets no frames, but its title and its announcements should not stop.
    if (document.hidden) setTimeout(this.#publishScheduled, 250);
    else requestAnimationFrame(this.#publishScheduled);
  }

  readonly #publishScheduled = (): void => {
    this.#scheduled = false;
    this.#publish();
  };

  readonly #publish = (): void => {
    if (this.#published === this.#state) return;
    this.#published = this.#state;
    for (const listener of this.#listeners) listener();
  };
}

function withEntry<V>(
  map: ReadonlyMap<string, V>,
  key: string,
  value: V | undefined,
): ReadonlyMap<string, V> {
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}
