import { type JsonObject, type JsonValue, toJson } from '@bufbuild/protobuf';
import { timestampMs, type Value, ValueSchema } from '@bufbuild/protobuf/wkt';
import type { Message } from '../gen/chatdata/v1/message_pb';
import { type Turn, TurnStatus } from '../gen/chatdata/v1/turn_pb';
import { type Block, newTurn, type ToolCallView, turnError, type TurnView } from './turn';

/**
 * The turn of a stored assistant message, as far as its messages tell: its status is unspecified,
 * and its tool calls have what the model was given in place of their results.
 */
export function storedTurn(answer: Message, toolMessages: readonly Message[]): TurnView {
  return {
    ...newTurn(answer.turnId),
    status: TurnStatus.UNSPECIFIED,
    userMessageId: answer.parentMessageId,
    assistantMessageId: answer.id,
    provider: answer.provider,
    model: answer.model,
    blocks: blocks(answer, toolMessages),
    endedAt: answer.createdAt ? timestampMs(answer.createdAt) : null,
    followUps: answer.followUps,
    choices: answer.choices,
  };
}

function blocks(answer: Message, toolMessages: readonly Message[]): Block[] {
  const tools = new Map(toolMessages.map((message) => [message.toolCallId, message]));
  const found: Block[] = [];
  for (const { part } of answer.parts) {
    if (part.case === 'text')
      addText(found, 'text', answer.content.slice(part.value.start, part.value.end));
    else if (part.case === 'thinking') addText(found, 'thinking', part.value);
    else if (part.case === 'toolCallId') {
      const message = tools.get(part.value);
      if (message) found.push(toolBlock(message));
      tools.delete(part.value);
    }
  }
  // An answer without parts, which another program may have stored.
  if (answer.parts.length === 0) {
    for (const message of tools.values()) found.push(toolBlock(message));
    addText(found, 'text', answer.content);
  }
  return found;
}

function addText(found: Block[], kind: 'text' | 'thinking', text: string): void {
  const last = found.at(-1);
  if (last?.kind === kind) found[found.length - 1] = { ...last, text: last.text + text };
  else if (text) found.push({ kind, key: `${kind}-${found.length}`, text });
}

function toolBlock(message: Message): Block {
  const input = json(message.toolInput);
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  const call: ToolCallView = {
    id: message.toolCallId,
    tool: message.toolName,
    arguments: isObject ? (input as JsonObject) : {},
    argumentsText: isObject || input === null ? '' : String(input),
    startedAt: null,
    result: null,
    stored: json(message.toolOutput),
  };
  return { kind: 'tool', key: `tool-${call.id}`, call };
}

function json(value: Value | undefined): JsonValue {
  return value ? toJson(ValueSchema, value) : null;
}

/** A stored turn with what GetTurn tells of it. */
export function withDetails(turn: TurnView, details: Turn | undefined): TurnView {
  if (!details || turn.status !== TurnStatus.UNSPECIFIED) return turn;
  return {
    ...turn,
    status: details.status,
    connectionId: details.connectionId,
    startedAt: details.startedAt ? timestampMs(details.startedAt) : null,
    endedAt: details.endedAt ? timestampMs(details.endedAt) : turn.endedAt,
    usage: details.usage ?? null,
    finishReason: details.finishReason,
    error: details.error ? turnError(details.error) : null,
  };
}
