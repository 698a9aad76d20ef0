import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { World } from '../../tests/fake/world';
import { MessageRole, MessageSchema } from '../gen/chatdata/v1/message_pb';
import { TurnStatus } from '../gen/chatdata/v1/turn_pb';
import { storedTurn, withDetails } from './stored';
import { answerText, newTurn, reduceTurn } from './turn';

async function finishedTurn(question: string, provider = 'builtin') {
  const world = new World();
  const conversation = world.createConversation({ provider });
  const fake = world.startTurn(conversation, { content: question });
  await new Promise<void>((resolve) => {
    fake.readers.add(() => {
      if (fake.log.at(-1)?.event.case === 'turnFinished') resolve();
    });
  });
  const messages = world.messages.filter((message) => message.role !== MessageRole.USER);
  const answer = messages.find((message) => message.role === MessageRole.ASSISTANT);
  if (!answer) throw new Error('no answer was stored');
  return {
    turn: fake.turn,
    live: fake.log.reduce(reduceTurn, newTurn(fake.turn.id)),
    stored: storedTurn(
      answer,
      messages.filter((message) => message.role === MessageRole.TOOL),
    ),
  };
}

describe('a turn from its messages', () => {
  test.each(['tables', 'structure', 'profile', 'retry', 'average', 'best', 'hostile'])(
    'shows what the stream has shown: %s',
    async (question) => {
      const { live, stored } = await finishedTurn(question);
      const shape = ({ blocks }: typeof live) =>
        blocks.map((block) =>
          block.kind === 'tool'
            ? { key: block.key, tool: block.call.tool, arguments: block.call.arguments }
            : { key: block.key, text: block.text },
        );
      expect(shape(stored)).toEqual(shape(live));
      expect(answerText(stored)).toBe(answerText(live));
      expect(stored.followUps).toEqual(live.followUps);
    },
  );

  test('knows its status, error, usage and times from GetTurn', async () => {
    const { live, stored, turn } = await finishedTurn('tables', 'openai');
    expect(stored.status).toBe(TurnStatus.UNSPECIFIED);
    const { status, error, connectionId, finishReason, usage } = withDetails(stored, turn);
    expect({ status, error, connectionId, finishReason, usage }).toEqual({
      status: TurnStatus.FAILED,
      error: { message: live.error?.message, reason: 'PROVIDER_NOT_CONFIGURED' },
      connectionId: 'default',
      finishReason: live.finishReason,
      usage: live.usage,
    });
    expect(withDetails(live, turn)).toBe(live);
  });

  test('shows the calls, then the text, of an answer that has no parts', () => {
    const answer = create(MessageSchema, {
      id: 'a',
      role: MessageRole.ASSISTANT,
      content: 'Two.',
      turnId: 't',
    });
    const tool = create(MessageSchema, {
      role: MessageRole.TOOL,
      toolName: 'list_tables',
      toolCallId: 'x',
      turnId: 't',
    });
    expect(storedTurn(answer, [tool]).blocks).toMatchObject([
      { kind: 'tool', call: { id: 'x', tool: 'list_tables', arguments: {} } },
      { kind: 'text', text: 'Two.' },
    ]);
  });
});
