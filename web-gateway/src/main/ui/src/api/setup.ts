import { type Connection, ConnectionSchema } from '../gen/chatdata/v1/connection_pb';
import { type Provider, ProviderSchema } from '../gen/chatdata/v1/model_pb';
import {
  SetupSchema,
  type TestConnectionResponse,
  TestConnectionResponseSchema,
} from '../gen/chatdata/v1/setup_service_pb';
import { get, write } from './http';
import { parse } from './wire';

const SETUP = '/api/v1/setup';

/** Where a database is and who logs in. */
export interface Address {
  url: string;
  user: string;
  password: string;
}

const key = (provider: string): string =>
  `${SETUP}/providers/${encodeURIComponent(provider)}/key`;

export const getSetup = () => get(SetupSchema, SETUP);

/** Connects to a database and says what was found. */
export async function testConnection(address: Address): Promise<TestConnectionResponse> {
  const response = await write('POST', `${SETUP}/connections/test`, address);
  return parse(TestConnectionResponseSchema, await response.json());
}

/** Saves a connection; it can be asked about at once. */
export async function createConnection(
  body: Address & { name: string; allow_unsafe_role: boolean },
): Promise<Connection> {
  const response = await write('POST', `${SETUP}/connections`, body);
  return parse(ConnectionSchema, await response.json());
}

export async function deleteConnection(id: string): Promise<void> {
  await write('DELETE', `${SETUP}/connections/${encodeURIComponent(id)}`);
}

/** Has a provider check a key, and saves it; it is used at once. */
export async function setProviderKey(provider: string, value: string): Promise<Provider> {
  const response = await write('POST', key(provider), { key: value });
  return parse(ProviderSchema, await response.json());
}

export async function removeProviderKey(provider: string): Promise<void> {
  await write('DELETE', key(provider));
}
