import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { connections as connectionList, models } from '../../tests/fake/catalog';
import { ConnectionSchema, ReadOnlyState } from '../gen/chatdata/v1/connection_pb';
import {
  connectionGroups,
  initialChoice,
  modelOptions,
  providerOptions,
  rememberChoice,
} from './choice';

const { connections } = connectionList;
const { providers, defaultProvider } = models;
const choices = { providers, defaultProvider, connections };

describe('what is picked to begin with', () => {
  test('is the server’s default', () => {
    expect(initialChoice(choices)).toEqual({
      provider: 'builtin',
      model: 'planner',
      connection_id: 'default',
    });
  });

  test('is the last choice', () => {
    const last = { provider: 'anthropic', model: 'claude-opus-4-5', connection_id: 'warehouse' };
    rememberChoice(last);
    expect(initialChoice(choices)).toEqual(last);
  });

  test('leaves out of the last choice what can no longer be used', () => {
    const last = { provider: 'openai', model: 'gpt-5', connection_id: 'legacy' };
    rememberChoice(last);
    expect(initialChoice(choices)).toEqual({
      provider: 'builtin',
      model: 'planner',
      connection_id: 'default',
    });
  });

  test('is the first connection where none is called default', () => {
    const [, warehouse] = connections;
    expect(
      initialChoice({ ...choices, connections: warehouse ? [warehouse] : [] }).connection_id,
    ).toBe('warehouse');
  });
});

describe('what can be picked', () => {
  test('a provider that can’t be used says why', () => {
    expect(providerOptions(providers)[0]).toEqual({
      value: 'openai',
      label: 'OpenAI',
      disabled: true,
      hint: 'Set OPENAI_API_KEY to use it.',
    });
  });

  test('a model that the provider doesn’t list is there while it is picked', () => {
    const anthropic = providers.find(({ id }) => id === 'anthropic');
    expect(modelOptions(anthropic, 'claude-next').map(({ value }) => value)).toEqual([
      'claude-sonnet-4-5',
      'claude-opus-4-5',
      'claude-next',
    ]);
  });

  test('a connection whose role is accepted though it can write says so', () => {
    const accepted = create(ConnectionSchema, {
      id: 'default',
      name: 'Shop',
      readOnlyState: ReadOnlyState.OVERRIDDEN,
      warnings: ['Its role is a superuser; allow_unsafe_role accepts that.'],
    });
    expect(connectionGroups([accepted])[0]?.options).toMatchObject([
      {
        value: 'default',
        disabled: false,
        hint: 'Its role is a superuser; allow_unsafe_role accepts that.',
      },
    ]);
  });

  test('a connection that is refused says why', () => {
    expect(connectionGroups(connections)[0]?.options.at(-1)).toMatchObject({
      value: 'legacy',
      disabled: true,
      hint: 'Its role may write; give it one that can only read.',
    });
  });
});
