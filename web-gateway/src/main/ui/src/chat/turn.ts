import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import { anyUnpack, timestampMs } from '@bufbuild/protobuf/wkt';
import type {
  ChatEvent,
  ToolCall,
  ToolResult,
  TurnFinished,
} from '../gen/chatdata/v1/chat_event_pb';
import { type FinishReason, TurnStatus, type Usage } from '../gen/chatdata/v1/turn_pb';
import { ErrorInfoSchema } from '../gen/google/rpc/error_details_pb';
import type { Status } from '../gen/google/rpc/status_pb';

/** A tool call and, once there is one, its result. */
export interface ToolCallView {
  readonly id: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  /** The arguments where they are no JSON object. */
  readonly argumentsText: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly result: ToolResult | null;
  /** For a call of a past turn: what the model was given as the result. */
  readonly stored: JsonValue;
}

/** A piece of an answer. The key is unique in the turn and stays. */
export type Block =
  | { readonly kind: 'text' | 'thinking'; readonly key: string; readonly text: string }
  | { readonly kind: 'tool'; readonly key: string; readonly call: ToolCallView };

/** Why a turn did not complete. */
export interface TurnError {
  readonly message: string;
  /** An ErrorReason without its prefix. Empty when not given. */
  readonly reason: string;
}

/** What is known of a turn from its events. */
export interface TurnView {
  readonly id: string;
  readonly lastSequence: bigint;
  readonly status: TurnStatus;
  readonly userMessageId: string;
  readonly assistantMessageId: string;
  readonly provider: string;
  readonly model: string;
  readonly connectionId: string;
  readonly blocks: readonly Block[];
  /** Milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly usage: Usage | null;
  readonly finishReason: FinishReason | null;
  readonly error: TurnError | null;
  readonly followUps: readonly string[];
  readonly choices: readonly string[];
  /** The title that the turn gave the conversation. Empty when it gave none. */
  readonly title: string;
}

export function newTurn(id: string): TurnView {
  return {
    id,
    lastSequence: 0n,
    status: TurnStatus.RUNNING,
    userMessageId: '',
    assistantMessageId: '',
    provider: '',
    model: '',
    connectionId: '',
    blocks: [],
    startedAt: null,
    endedAt: null,
    usage: null,
    finishReason: null,
    error: null,
    followUps: [],
    choices: [],
    title: '',
  };
}

/** The turn after an event. One that was seen before changes nothing; an unknown kind only counts. */
export function reduceTurn(turn: TurnView, event: ChatEvent): TurnView {
  if (event.sequence <= turn.lastSequence) return turn;
  return { ...turn, ...change(turn, event), lastSequence: event.sequence };
}

function change(turn: TurnView, { event, time }: ChatEvent): Partial<TurnView> {
  const at = time ? timestampMs(time) : null;
  switch (event.case) {
    case 'turnStarted': {
      const { userMessageId, assistantMessageId, provider, model, connectionId } = event.value;
      return { userMessageId, assistantMessageId, provider, model, connectionId, startedAt: at };
    }
    case 'token':
      return { blocks: appendText(turn.blocks, 'text', event.value.text) };
    case 'thinking':
      return { blocks: appendText(turn.blocks, 'thinking', event.value.text) };
    case 'toolCall':
      return { blocks: [...turn.blocks, toolBlock(event.value, at)] };
    case 'toolResult':
      return { blocks: withResult(turn.blocks, event.value) };
    case 'titleChanged':
      return { title: event.value.title };
    case 'usage':
      return { usage: event.value };
    case 'turnFinished':
      return finished(turn, event.value, at);
    case undefined:
      return {};
  }
}

function appendText(
  blocks: readonly Block[],
  kind: 'text' | 'thinking',
  text: string,
): readonly Block[] {
  const last = blocks.at(-1);
  if (last?.kind === kind) return [...blocks.slice(0, -1), { ...last, text: last.text + text }];
  return text ? [...blocks, { kind, key: `${kind}-${blocks.length}`, text }] : blocks;
}

function toolBlock(call: ToolCall, at: number | null): Block {
  return {
    kind: 'tool',
    key: `tool-${call.toolCallId}`,
    call: {
      id: call.toolCallId,
      tool: call.tool,
      arguments: call.arguments ?? {},
      argumentsText: call.argumentsText,
      startedAt: at,
      result: null,
      stored: null,
    },
  };
}

function withResult(blocks: readonly Block[], result: ToolResult): readonly Block[] {
  return blocks.map((block) =>
    block.kind === 'tool' && block.call.id === result.toolCallId
      ? { ...block, call: { ...block.call, result } }
      : block,
  );
}

function finished(turn: TurnView, value: TurnFinished, at: number | null): Partial<TurnView> {
  return {
    status: value.status,
    finishReason: value.finishReason,
    usage: value.usage ?? turn.usage,
    error: value.error ? turnError(value.error) : null,
    followUps: value.message?.followUps ?? [],
    choices: value.message?.choices ?? [],
    endedAt: at,
  };
}

export function turnError(status: Status): TurnError {
  const info = status.details.map((detail) => anyUnpack(detail, ErrorInfoSchema)).find(Boolean);
  return { message: status.message, reason: (info?.reason ?? '').replace(/^ERROR_REASON_/, '') };
}

/** The whole answer as text: what the stored message's content is. */
export function answerText(turn: TurnView): string {
  return turn.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('');
}

/** A turn's tool call by its id. */
export function findCall(turn: TurnView, toolCallId: string): ToolCallView | undefined {
  for (const block of turn.blocks) {
    if (block.kind === 'tool' && block.call.id === toolCallId) return block.call;
  }
  return undefined;
}
