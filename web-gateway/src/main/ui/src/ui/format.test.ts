import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { UsageSchema } from '../gen/chatdata/v1/turn_pb';
import { formatBytes, formatMs, formatUsage, plural } from './format';

const usage = (init: object): string => formatUsage(create(UsageSchema, init));

describe('numbers for people', () => {
  test.each([
    [0.2, '< 1 ms'],
    [34.4, '34 ms'],
    [1_250, '1.3 s'],
    [59_949, '59.9 s'],
    [59_990, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('%d ms', (ms, text) => expect(formatMs(ms)).toBe(text));

  test.each([
    [1, '1 byte'],
    [812, '812 bytes'],
    [1_200n, '1.2 kB'],
    [999_999, '1 MB'],
    [5_400_000_000_000, '5.4 TB'],
  ])('%d bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test('counts with their noun', () => {
    expect([plural(1, 'row'), plural(0n, 'row'), plural(1_204, 'row')]).toEqual([
      '1 row',
      '0 rows',
      '1,204 rows',
    ]);
  });

  test('tokens and cost, where they are known', () => {
    expect(usage({ inputTokens: 2_310n, outputTokens: 148n, costUsd: '0.00915' })).toBe(
      '2.5K tokens · $0.0092',
    );
    expect(usage({ inputTokens: 10n, estimated: true })).toBe('≈ 10 tokens');
    expect(usage({ inputTokens: 10n, costUsd: '0.00001' })).toBe('10 tokens · < $0.0001');
    expect(usage({ inputTokens: 10n, costUsd: '1.5' })).toBe('10 tokens · $1.50');
    expect(usage({})).toBe('');
    expect(formatUsage(null)).toBe('');
  });
});
