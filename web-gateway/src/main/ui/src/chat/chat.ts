import { cancelTurn, type SendBody, sendMessage, watchTurn } from '../api/client';
import { connectivity } from '../api/http';
import { Problem } from '../api/problem';
import type { ChatEvent } from '../gen/chatdata/v1/chat_event_pb';
import { TurnStatus } from '../gen/chatdata/v1/turn_pb';
import { ChatStore, type LiveInput } from './store';
import type { TurnView } from './turn';

type Open = (signal: AbortSignal) => AsyncIterable<ChatEvent>;

interface Follower {
  readonly controller: AbortController;
  turnId: string;
  /** The conversation is no longer looked at: stop reading as soon as the turn exists. */
  leaving: boolean;
  /** The turn shall be cancelled as soon as it exists. */
  stopWanted: boolean;
}

export interface ChatListener {
  /** What a list of conversations shows of this one has changed. */
  listChanged(): void;
  /** The turn has ended: get the conversation anew. Resolves when that is done. */
  turnEnded(conversationId: string): Promise<void>;
}

/**
 * Starts, watches and stops turns. A turn doesn't depend on its stream: when that breaks, it is
 * taken up after the last event that came, and nothing is lost or doubled.
 *
 * Only the conversation that is looked at has a stream, since a browser has six connections to a
 * server.
 */
export class Chat {
  readonly store = new ChatStore();
  readonly #followers = new Map<string, Follower>();

  constructor(private readonly listener: ChatListener) {}

  /** The conversation is looked at from now on. */
  enter(conversationId: string): void {
    const follower = this.#followers.get(conversationId);
    if (follower && !follower.controller.signal.aborted) {
      follower.leaving = false;
      return;
    }
    const live = this.store.state.live.get(conversationId);
    if (live?.turnId && this.#isOpen(live.turnId)) void this.#follow(conversationId, live.turnId);
  }

  /** The conversation is looked at no longer; its turn goes on. */
  leave(conversationId: string): void {
    const follower = this.#followers.get(conversationId);
    if (!follower) return;
    follower.leaving = true;
    if (follower.turnId) follower.controller.abort();
  }

  /** Watches a turn that was found running, unless it is watched or known to have ended. */
  watch(conversationId: string, turnId: string): void {
    const live = this.store.state.live.get(conversationId);
    if (live && (!live.turnId || live.turnId === turnId || this.#isOpen(live.turnId))) return;
    if (!this.#isOpen(turnId)) return;
    this.store.setLive(conversationId, {
      input: { kind: 'found' },
      turnId,
      since: Date.now(),
      stopping: false,
    });
    void this.#follow(conversationId, turnId);
  }

  /** Starts a turn. Resolves to false when it was refused, and true when it has ended or is left. */
  async send(conversationId: string, body: SendBody, input: LiveInput): Promise<boolean> {
    const after = this.store.state.live.get(conversationId);
    this.store.setProblem(conversationId, undefined);
    this.store.setLive(conversationId, {
      input,
      turnId: '',
      since: Date.now(),
      stopping: false,
      after,
    });
    // The same id on every attempt: a message that arrived and whose answer got lost is not sent twice.
    const request = { ...body, request_id: crypto.randomUUID() };
    return this.#follow(conversationId, '', (signal) =>
      sendMessage(conversationId, request, signal),
    );
  }

  /** Stops the running turn: the model and its statements. What it has said stays. */
  stop(conversationId: string): void {
    const live = this.store.state.live.get(conversationId);
    if (!live || live.stopping) return;
    this.store.setLive(conversationId, { ...live, stopping: true });
    const follower = this.#followers.get(conversationId);
    if (live.turnId) void this.#cancel(conversationId, live.turnId);
    else if (follower) follower.stopWanted = true;
  }

  dismissProblem(conversationId: string): void {
    this.store.setProblem(conversationId, undefined);
  }

  async #cancel(conversationId: string, turnId: string): Promise<void> {
    try {
      await cancelTurn(turnId);
    } catch (thrown) {
      const live = this.store.state.live.get(conversationId);
      if (live?.turnId === turnId) this.store.setLive(conversationId, { ...live, stopping: false });
      this.store.setProblem(conversationId, Problem.of(thrown));
    }
  }

  async #follow(conversationId: string, knownTurnId: string, start?: Open): Promise<boolean> {
    const follower: Follower = {
      controller: new AbortController(),
      turnId: knownTurnId,
      leaving: false,
      stopWanted: false,
    };
    this.#followers.get(conversationId)?.controller.abort();
    this.#followers.set(conversationId, follower);
    const { signal } = follower.controller;
    try {
      for (let failures = 0; ; failures += 1) {
        const open = follower.turnId || !start ? this.#resume(follower.turnId) : start;
        try {
          for await (const event of open(signal)) {
            failures = 0;
            const turn = this.#received(conversationId, follower, event);
            if (turn.status !== TurnStatus.RUNNING) {
              await this.#settle(conversationId, turn.id);
              return true;
            }
            if (follower.leaving) return true;
          }
        } catch (thrown) {
          if (signal.aborted) return true;
          const problem = Problem.of(thrown);
          if (!problem.transient) return this.#failed(conversationId, follower, problem);
        }
        await pause(Math.min(200 * 2 ** failures, 8_000), signal);
        await connectivity.whenUp(signal);
      }
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
      return true;
    } finally {
      follower.controller.abort();
      if (this.#followers.get(conversationId) === follower) this.#followers.delete(conversationId);
    }
  }

  #resume(turnId: string): Open {
    return (signal) =>
      watchTurn(turnId, this.store.state.turns.get(turnId)?.lastSequence ?? 0n, signal);
  }

  #received(conversationId: string, follower: Follower, event: ChatEvent): TurnView {
    const turn = this.store.apply(event);
    const live = this.store.state.live.get(conversationId);
    if (live && live.turnId !== turn.id) {
      this.store.setLive(conversationId, { ...live, turnId: turn.id });
      this.listener.listChanged();
    }
    if (event.event.case === 'titleChanged') this.listener.listChanged();
    follower.turnId = turn.id;
    if (follower.stopWanted) {
      follower.stopWanted = false;
      void this.#cancel(conversationId, turn.id);
    }
    return turn;
  }

  /** Puts the stored answer in place of the live one. */
  async #settle(conversationId: string, turnId: string): Promise<void> {
    try {
      await this.listener.turnEnded(conversationId);
    } catch {
      // The server is away: the live answer stays until the conversation is read again.
      return;
    }
    const live = this.store.state.live.get(conversationId);
    if (live?.turnId === turnId) this.store.setLive(conversationId, undefined);
    else if (live?.after?.turnId === turnId)
      this.store.setLive(conversationId, { ...live, after: undefined });
  }

  #failed(conversationId: string, follower: Follower, problem: Problem): boolean {
    this.store.setLive(conversationId, this.store.state.live.get(conversationId)?.after);
    this.store.setProblem(conversationId, problem);
    const running = problem.reason === 'TURN_RUNNING' ? problem.metadata['turn_id'] : undefined;
    if (running && running !== follower.turnId) this.watch(conversationId, running);
    return follower.turnId !== '';
  }

  #isOpen(turnId: string): boolean {
    return (
      (this.store.state.turns.get(turnId)?.status ?? TurnStatus.RUNNING) === TurnStatus.RUNNING
    );
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
