import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { ChatEvent } from '../gen/chatdata/v1/chat_event_pb';
import { Access } from './access';
import { Connectivity } from './connectivity';
import { Problem } from './problem';
import { readSse } from './sse';
import { parse, parseEvent } from './wire';

export const CHAT = '/api/v1/chat';

export const access = new Access(sessionStorage);

export const connectivity = new Connectivity(async () => {
  const response = await fetch(`${CHAT}/conversations?page_size=1`, access.sign({}));
  if (!response.ok && Problem.from(undefined, response.status).transient)
    throw Problem.unreachable();
});

export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let problem: Problem;
  try {
    let { token } = access;
    let response = await fetch(path, access.sign(init));
    while (response.status === 401) {
      await access.refused(token);
      ({ token } = access);
      response = await fetch(path, access.sign(init));
    }
    if (response.ok) return response;
    problem = Problem.from(await response.json().catch(() => undefined), response.status);
  } catch (thrown) {
    if (init.signal?.aborted) throw thrown;
    problem = Problem.unreachable();
  }
  if (problem.transient) connectivity.lost();
  throw problem;
}

export async function get<Desc extends DescMessage>(
  schema: Desc,
  path: string,
  parameters: Record<string, string> = {},
): Promise<MessageShape<Desc>> {
  const query = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value),
  ).toString();
  const response = await request(query ? `${path}?${query}` : path);
  return parse(schema, await response.json());
}

export function write(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  return request(path, {
    method,
    headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export async function* events(path: string, init: RequestInit): AsyncGenerator<ChatEvent> {
  const response = await request(path, init);
  if (!response.body) throw Problem.unreachable();
  try {
    for await (const frame of readSse(response.body)) {
      if (frame.event === 'error') throw Problem.from(JSON.parse(frame.data), 500);
      yield parseEvent(frame.data, frame.id);
    }
  } catch (thrown) {
    if (init.signal?.aborted || thrown instanceof Problem) throw thrown;
    throw Problem.unreachable();
  }
}
