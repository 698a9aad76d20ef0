import { describe, expect, test } from 'vitest';
import { ConversationSchema } from '../gen/chatdata/v1/conversation_pb';
import { FinishReason, TurnStatus } from '../gen/chatdata/v1/turn_pb';
import { turnError } from '../chat/turn';
import { parse, parseEvent } from './wire';

const event = (body: object): string =>
  JSON.stringify({ turn_id: 't', sequence: '7', time: '2025-01-02T03:04:05Z', ...body });

describe('the contract as JSON', () => {
  test('snake_case names, 64-bit integers as texts and enums as names are read', () => {
    const { event: read, sequence } = parseEvent(
      event({
        turn_finished: {
          status: 'TURN_STATUS_COMPLETED',
          finish_reason: 'FINISH_REASON_STOP',
          usage: { input_tokens: '9007199254740993', cost_usd: '0.5' },
        },
      }),
      't:7',
    );
    expect(sequence).toBe(7n);
    expect(read).toMatchObject({
      case: 'turnFinished',
      value: {
        status: TurnStatus.COMPLETED,
        finishReason: FinishReason.STOP,
        usage: { inputTokens: 9007199254740993n, costUsd: '0.5' },
      },
    });
  });

  test('unknown fields and enum values are skipped', () => {
    const conversation = parse(ConversationSchema, {
      id: 'c',
      title_source: 'TITLE_SOURCE_OF_THE_FUTURE',
      colour: 'blue',
      title: 'Orders',
    });
    expect(conversation).toMatchObject({ id: 'c', title: 'Orders', titleSource: 0 });
  });

  test('an unknown kind of event keeps its sequence', () => {
    expect(parseEvent(event({ hologram: { depth: 3 } }), 't:7')).toMatchObject({
      turnId: 't',
      sequence: 7n,
      event: { case: undefined },
    });
  });

  test('an event that can’t be read has the sequence of its id', () => {
    expect(parseEvent('{"turn_id": 12', 't:8')).toMatchObject({
      turnId: 't',
      sequence: 8n,
      event: { case: undefined },
    });
  });

  test('the reason of an error is read, and details of other types don’t hinder', () => {
    const read = parseEvent(
      event({
        turn_finished: {
          status: 'TURN_STATUS_FAILED',
          error: {
            code: 9,
            message: 'openai needs OPENAI_API_KEY',
            details: [
              { '@type': 'type.googleapis.com/google.rpc.BadRequest', field_violations: [] },
              {
                '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
                reason: 'PROVIDER_NOT_CONFIGURED',
                domain: 'chatdata',
                metadata: { provider: 'openai' },
              },
            ],
          },
        },
      }),
      't:7',
    );
    const error = read.event.case === 'turnFinished' ? read.event.value.error : undefined;
    expect(error && turnError(error)).toEqual({
      message: 'openai needs OPENAI_API_KEY',
      reason: 'PROVIDER_NOT_CONFIGURED',
    });
  });
});
