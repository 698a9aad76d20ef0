import { type QueryClient, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Choice } from '../api/client';
import type { Problem } from '../api/problem';
import { connectionsQuery, modelsQuery } from '../api/queries';
import { type Connection, ReadOnlyState } from '../gen/chatdata/v1/connection_pb';
import type { ListModelsResponse } from '../gen/chatdata/v1/chat_service_pb';
import type { Provider } from '../gen/chatdata/v1/model_pb';
import { load, save } from '../ui/storage';
import type { PickerGroup, PickerOption } from '../ui/Picker';

const KEY = 'chatdata.choice';

const isChoice = (value: unknown): value is Choice =>
  typeof value === 'object' &&
  value !== null &&
  ['provider', 'model', 'connection_id'].every(
    (key) => typeof Reflect.get(value, key) === 'string',
  );

/** Remembers what was picked last, for the next new conversation. */
export const rememberChoice = (choice: Choice): void => save(KEY, choice);

/** What can be picked. */
export interface Choices {
  providers: Provider[];
  /** The id of the provider that answers when none is picked. */
  defaultProvider: string;
  connections: Connection[];
}

/** What can be picked; null until it is known. */
export function useChoices(): { choices: Choices | null; problem: Problem | Error | null } {
  const models = useQuery(modelsQuery);
  const connections = useQuery(connectionsQuery);
  const choices = useMemo(
    () => (models.data && connections.data ? choicesOf(models.data, connections.data) : null),
    [models.data, connections.data],
  );
  return { choices, problem: models.error ?? connections.error };
}

/** What can be picked, for who can't go on without. */
export async function fetchChoices(queries: QueryClient): Promise<Choices> {
  const [models, connections] = await Promise.all([
    queries.ensureQueryData(modelsQuery),
    queries.ensureQueryData(connectionsQuery),
  ]);
  return choicesOf(models, connections);
}

function choicesOf(
  { providers, defaultProvider }: ListModelsResponse,
  connections: Connection[],
): Choices {
  return { providers, defaultProvider, connections };
}

/** What is picked to begin with: the last choice as far as it can still be used, the defaults elsewhere. */
export function initialChoice({ providers, defaultProvider, connections }: Choices): Choice {
  const last = load(KEY, isChoice);
  const lastProvider = providers.find(({ id, available }) => available && id === last?.provider);
  const provider = lastProvider ?? providers.find(({ id }) => id === defaultProvider);
  const connection =
    connections.find((one) => one.id === last?.connection_id && !isRefused(one)) ??
    connections.find(({ id }) => id === 'default') ??
    connections[0];
  return {
    provider: provider?.id ?? defaultProvider,
    model: (lastProvider && last ? last.model : '') || (provider?.defaultModel ?? ''),
    connection_id: connection?.id ?? 'default',
  };
}

const isRefused = (connection: Connection): boolean =>
  connection.readOnlyState === ReadOnlyState.REFUSED;

/** True where the role can do more than read, which the operator allowed. */
export const isOverridden = (connection: Connection): boolean =>
  connection.readOnlyState === ReadOnlyState.OVERRIDDEN;

export const providerName = (providers: readonly Provider[], id: string): string =>
  providers.find((provider) => provider.id === id)?.name || id;

export function modelName(providers: readonly Provider[], providerId: string, id: string): string {
  const models = providers.find((provider) => provider.id === providerId)?.models ?? [];
  return models.find((model) => model.id === id || model.aliases.includes(id))?.name || id;
}

export const connectionName = (connections: readonly Connection[], id: string): string =>
  connections.find((connection) => connection.id === id)?.name || id;

export function providerOptions(providers: readonly Provider[]): PickerOption[] {
  return providers.map(({ id, name, available, unavailableReason }) => ({
    value: id,
    label: name || id,
    disabled: !available,
    ...(available ? {} : { hint: reasonOf(unavailableReason) }),
  }));
}

/** Why, without the ways out: the list itself is one, and the page has the other. */
const reasonOf = (reason: string): string => reason.split('; ')[0] || 'It can’t be used now.';

/** A provider with the model that it answers with unless another is picked. */
export function withDefaultModel(
  providers: readonly Provider[],
  provider: string,
): { provider: string; model: string } {
  return { provider, model: providers.find(({ id }) => id === provider)?.defaultModel ?? '' };
}

/** The models of a provider, and the picked one where the provider doesn't list it. */
export function modelOptions(provider: Provider | undefined, picked: string): PickerOption[] {
  const options = (provider?.models ?? [])
    .filter(({ retired, id }) => !retired || id === picked)
    .map(({ id, name, retired, successor }) => ({
      value: id,
      label: name || id,
      ...(retired
        ? {
            hint: successor ? `No longer served; ${successor} takes its place` : 'No longer served',
          }
        : {}),
    }));
  const listed = options.some(({ value }) => value === picked);
  return picked && !listed ? [...options, { value: picked, label: picked }] : options;
}

// Neither a provider's nor a model's id has a line break.
const SEPARATOR = '\n';

/** A provider and a model of it as the value of an option. */
export const modelValue = (provider: string, model: string): string =>
  provider + SEPARATOR + model;

export function modelOf(value: string): { provider: string; model: string } {
  const [provider = '', model = ''] = value.split(SEPARATOR);
  return { provider, model };
}

/** All models by provider, and the picked one where its provider doesn't list it. */
export function modelGroups(
  providers: readonly Provider[],
  picked?: { provider: string; model: string },
): PickerGroup[] {
  return providers.map((provider) => {
    const model = provider.id === picked?.provider ? picked.model : provider.defaultModel;
    const name = provider.name || provider.id;
    const options = modelOptions(provider, model);
    return {
      // A provider whose only model is called like itself is one line.
      label: options.every(({ label }) => label === name) ? '' : name,
      ...(provider.available
        ? {}
        : { hint: reasonOf(provider.unavailableReason) }),
      options: options.map((option) => ({
        ...option,
        value: modelValue(provider.id, option.value),
        disabled: !provider.available,
      })),
    };
  });
}

export function connectionGroups(connections: readonly Connection[]): PickerGroup[] {
  const options = connections.map((connection) => {
    const isUnsafe = isRefused(connection) || isOverridden(connection);
    const hint = (isUnsafe && connection.warnings.join(' ')) || connection.description;
    return {
      value: connection.id,
      label: connection.name || connection.id,
      disabled: isRefused(connection),
      ...(hint ? { hint } : {}),
    };
  });
  return [{ label: '', options }];
}
