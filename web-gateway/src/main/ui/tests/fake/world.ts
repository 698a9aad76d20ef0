import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack, timestampFromMs, timestampNow } from '@bufbuild/protobuf/wkt';
import { type ChatEvent, ChatEventSchema } from '../../src/gen/chatdata/v1/chat_event_pb';
import {
  type Conversation,
  ConversationSchema,
  TitleSource,
} from '../../src/gen/chatdata/v1/conversation_pb';
import { type Message, MessageRole, MessageSchema } from '../../src/gen/chatdata/v1/message_pb';
import type { QueryResult } from '../../src/gen/chatdata/v1/query_result_pb';
import { FinishReason, type Turn, TurnSchema, TurnStatus } from '../../src/gen/chatdata/v1/turn_pb';
import { ErrorInfoSchema } from '../../src/gen/google/rpc/error_details_pb';
import { fold } from './fold';
import { type Script, scriptFor } from './scripts';

type EventInit = NonNullable<MessageInitShape<typeof ChatEventSchema>['event']>;

export interface FakeTurn {
  turn: Turn;
  log: ChatEvent[];
  script: Script;
  /** Called when the log has grown. */
  readers: Set<() => void>;
}

export interface TurnInput {
  content?: string;
  regenerate_message_id?: string;
  parent_message_id?: string;
  provider?: string;
  model?: string;
  connection_id?: string;
  request_id?: string;
}

/** All that the fake server knows. Turns go on as fast as they may, or step by step while held. */
export class World {
  readonly conversations = new Map<string, Conversation>();
  readonly messages: Message[] = [];
  readonly turns = new Map<string, FakeTurn>();
  readonly results = new Map<string, QueryResult>();
  readonly #requests = new Map<string, FakeTurn>();
  /** Milliseconds to wait before an event. */
  pace: (event: EventInit) => number = () => 0;
  #permits = Infinity;
  #wake = (): void => undefined;

  /** From now on only released events happen. */
  hold(): void {
    this.#permits = 0;
  }

  /** Lets some more events happen; all when no number is given. */
  release(count = Infinity): void {
    this.#permits += count;
    this.#wake();
  }

  createConversation(
    fields: { provider?: string; model?: string; connection_id?: string; title?: string },
    at = Date.now(),
  ) {
    const conversation = create(ConversationSchema, {
      id: crypto.randomUUID(),
      title: fields.title ?? '',
      provider: fields.provider ?? 'builtin',
      model: fields.model ?? '',
      connectionId: fields.connection_id ?? 'default',
      owner: 'local',
      createdAt: timestampFromMs(at),
      updatedAt: timestampFromMs(at),
    });
    this.conversations.set(conversation.id, conversation);
    return conversation;
  }

  /** The messages from the first to one, with the tool messages of the turns between. */
  branch(conversationId: string, head: string): Message[] {
    const all = this.messages.filter((message) => message.conversationId === conversationId);
    const path = new Set<string>();
    const byId = new Map(all.map((message) => [message.id, message]));
    for (let at = byId.get(head); at; at = byId.get(at.parentMessageId)) path.add(at.id);
    const turns = new Set(
      all
        .filter(({ id, role }) => path.has(id) && role === MessageRole.ASSISTANT)
        .map(({ turnId }) => turnId),
    );
    return all.filter(({ id, role, turnId }) =>
      role === MessageRole.TOOL ? turns.has(turnId) : path.has(id),
    );
  }

  /** The newest end of the branch that goes through a message. */
  endOfBranch(id: string): string {
    const next = this.messages.findLast(
      ({ parentMessageId, role }) => parentMessageId === id && role !== MessageRole.TOOL,
    );
    return next ? this.endOfBranch(next.id) : id;
  }

  withSiblings(message: Message): Message {
    if (message.role === MessageRole.TOOL) return message;
    const siblings = this.messages.filter(
      (other) =>
        other.conversationId === message.conversationId &&
        other.role === message.role &&
        other.parentMessageId === message.parentMessageId,
    );
    return { ...message, siblingIds: siblings.map(({ id }) => id) };
  }

  /** The turn that a request id has started. */
  turnOf(conversationId: string, requestId: string | undefined): FakeTurn | undefined {
    return this.#requests.get(`${conversationId} ${requestId}`);
  }

  startTurn(conversation: Conversation, input: TurnInput): FakeTurn {
    conversation.provider = input.provider || conversation.provider;
    conversation.model = input.provider ? (input.model ?? '') : conversation.model;
    conversation.connectionId = input.connection_id || conversation.connectionId;
    const turnId = crypto.randomUUID();
    const question = input.regenerate_message_id
      ? this.#questionOf(input.regenerate_message_id)
      : this.#add(conversation, {
          role: MessageRole.USER,
          content: input.content ?? '',
          turnId,
          parentMessageId:
            input.parent_message_id === 'root'
              ? ''
              : input.parent_message_id || conversation.headMessageId,
        });
    const turn = create(TurnSchema, {
      id: turnId,
      conversationId: conversation.id,
      status: TurnStatus.RUNNING,
      userMessageId: question.id,
      assistantMessageId: crypto.randomUUID(),
      provider: conversation.provider,
      model: conversation.model || 'planner',
      connectionId: conversation.connectionId,
      startedAt: timestampNow(),
    });
    const script = scriptFor(question.content, conversation.provider);
    const fake: FakeTurn = { turn, log: [], script, readers: new Set() };
    this.turns.set(turnId, fake);
    this.#requests.set(`${conversation.id} ${input.request_id}`, fake);
    conversation.runningTurnId = turnId;
    conversation.headMessageId = question.id;
    if (!conversation.title) {
      conversation.title = question.content.slice(0, 80);
      conversation.titleSource = TitleSource.MESSAGE;
    }
    const { userMessageId, assistantMessageId, provider, model, connectionId } = turn;
    this.#append(fake, {
      case: 'turnStarted',
      value: {
        conversationId: conversation.id,
        userMessageId,
        assistantMessageId,
        provider,
        model,
        connectionId,
      },
    });
    void this.#play(conversation, fake);
    return fake;
  }

  cancel(fake: FakeTurn): void {
    if (fake.turn.status !== TurnStatus.RUNNING) return;
    const conversation = this.conversations.get(fake.turn.conversationId);
    fake.script.ending = { status: TurnStatus.CANCELLED, finishReason: FinishReason.CANCELLED };
    if (conversation) this.#finish(conversation, fake);
  }

  async #play(conversation: Conversation, fake: FakeTurn): Promise<void> {
    for (const result of fake.script.results) this.results.set(result.resultId, result);
    for (const step of fake.script.steps) {
      await this.#mayGoOn(this.pace(step));
      if (fake.turn.status !== TurnStatus.RUNNING) return;
      this.#append(fake, step);
    }
    await this.#mayGoOn(0);
    if (fake.turn.status === TurnStatus.RUNNING) this.#finish(conversation, fake);
  }

  async #mayGoOn(ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
    while (this.#permits < 1) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#permits -= 1;
  }

  #finish(conversation: Conversation, fake: FakeTurn): void {
    const { turn, script } = fake;
    const { status, finishReason, error, reason } = script.ending;
    const { tools, answer } = fold(turn, fake.log, script.followUps);
    for (const message of tools) this.#add(conversation, message);
    const stored = this.#add(conversation, answer);
    Object.assign(turn, { status, finishReason, endedAt: timestampNow() });
    if (error) {
      const info = create(ErrorInfoSchema, { reason: reason ?? '', domain: 'chatdata' });
      turn.error = {
        $typeName: 'google.rpc.Status',
        code: 9,
        message: error,
        details: [anyPack(ErrorInfoSchema, info)],
      };
    }
    const usage = fake.log.findLast((one) => one.event.case === 'usage')?.event;
    if (usage?.case === 'usage') turn.usage = usage.value;
    conversation.headMessageId = stored.id;
    conversation.runningTurnId = '';
    this.#append(fake, {
      case: 'turnFinished',
      value: {
        status,
        finishReason,
        message: this.withSiblings(stored),
        ...(turn.usage ? { usage: turn.usage } : {}),
        ...(turn.error ? { error: turn.error } : {}),
      },
    });
  }

  #append(fake: FakeTurn, event: EventInit): void {
    const { turn, log } = fake;
    log.push(
      create(ChatEventSchema, {
        turnId: turn.id,
        sequence: BigInt(log.length + 1),
        time: timestampNow(),
        event,
      }),
    );
    for (const reader of fake.readers) reader();
  }

  #add(conversation: Conversation, init: MessageInitShape<typeof MessageSchema>): Message {
    const message = create(MessageSchema, {
      id: crypto.randomUUID(),
      conversationId: conversation.id,
      sequence: BigInt(this.messages.length + 1),
      createdAt: timestampNow(),
      ...init,
    });
    this.messages.push(message);
    conversation.updatedAt = timestampNow();
    return message;
  }

  #questionOf(messageId: string): Message {
    const message = this.messages.find(({ id }) => id === messageId);
    if (!message) throw new Error(`No message has the id ${messageId}`);
    return message.role === MessageRole.USER ? message : this.#questionOf(message.parentMessageId);
  }
}
