import {
  create,
  createRegistry,
  type DescMessage,
  fromJson,
  type JsonValue,
  type MessageShape,
} from '@bufbuild/protobuf';
import { type ChatEvent, ChatEventSchema } from '../gen/chatdata/v1/chat_event_pb';
import { ErrorInfoSchema } from '../gen/google/rpc/error_details_pb';

const registry = createRegistry(ErrorInfoSchema);

/** A message of the contract from its JSON. What this version doesn't know is skipped. */
export function parse<Desc extends DescMessage>(schema: Desc, json: unknown): MessageShape<Desc> {
  return fromJson(schema, json as JsonValue, { ignoreUnknownFields: true, registry });
}

/** Leaves only those details of an error that can be parsed, since an Any of another type can't. */
export function keepKnownDetails(holder: unknown): void {
  const details = at(at(holder, 'error'), 'details');
  if (!Array.isArray(details)) return;
  const known = details.filter((detail) => {
    const type = at(detail, '@type');
    return typeof type === 'string' && registry.getMessage(type.slice(type.lastIndexOf('/') + 1));
  });
  details.splice(0, details.length, ...known);
}

/**
 * An event from an SSE frame. One that can't be parsed is as an unknown kind: it is skipped, but
 * its sequence, which is in the frame's id too, counts.
 */
export function parseEvent(data: string, id: string): ChatEvent {
  try {
    const json: unknown = JSON.parse(data);
    keepKnownDetails(at(json, 'turn_finished'));
    return parse(ChatEventSchema, json);
  } catch {
    const [turnId = '', sequence = ''] = id.split(':');
    return create(ChatEventSchema, {
      turnId,
      sequence: /^\d+$/.test(sequence) ? BigInt(sequence) : 0n,
    });
  }
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
