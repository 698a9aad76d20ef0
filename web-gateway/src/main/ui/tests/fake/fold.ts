import { fromJson, type JsonValue, type MessageInitShape, toJson } from '@bufbuild/protobuf';
import { ValueSchema } from '@bufbuild/protobuf/wkt';
import { type ChatEvent, ToolResultSchema } from '../../src/gen/chatdata/v1/chat_event_pb';
import {
  type MessagePartSchema,
  MessageRole,
  type MessageSchema,
} from '../../src/gen/chatdata/v1/message_pb';
import type { Turn } from '../../src/gen/chatdata/v1/turn_pb';

type MessageInit = MessageInitShape<typeof MessageSchema>;
type Part = MessageInitShape<typeof MessagePartSchema>;

const asValue = (json: JsonValue) => fromJson(ValueSchema, json);

/** The messages that a turn's log comes to. */
export function fold(
  turn: Turn,
  log: readonly ChatEvent[],
  followUps: string[],
): { tools: MessageInit[]; answer: MessageInit } {
  const tools: MessageInit[] = [];
  const parts: Part[] = [];
  let content = '';
  for (const { event } of log) {
    if (event.case === 'token') {
      const start = content.length;
      content += event.value.text;
      parts.push({ part: { case: 'text', value: { start, end: content.length } }, round: 1 });
    } else if (event.case === 'thinking') {
      parts.push({ part: { case: 'thinking', value: event.value.text }, round: 1 });
    } else if (event.case === 'toolCall') {
      const { toolCallId, tool, arguments: given } = event.value;
      parts.push({ part: { case: 'toolCallId', value: toolCallId }, round: 1 });
      const result = log.find(
        (one) => one.event.case === 'toolResult' && one.event.value.toolCallId === toolCallId,
      );
      const outcome =
        result?.event.case === 'toolResult'
          ? toJson(ToolResultSchema, result.event.value, { useProtoFieldName: true })
          : {};
      tools.push({
        role: MessageRole.TOOL,
        turnId: turn.id,
        parentMessageId: turn.userMessageId,
        toolCallId,
        toolName: tool,
        toolInput: asValue(given ?? {}),
        toolOutput: asValue(outcome),
      });
    }
  }
  return {
    tools,
    answer: {
      id: turn.assistantMessageId,
      role: MessageRole.ASSISTANT,
      turnId: turn.id,
      parentMessageId: turn.userMessageId,
      provider: turn.provider,
      model: turn.model,
      content,
      parts,
      followUps,
    },
  };
}
