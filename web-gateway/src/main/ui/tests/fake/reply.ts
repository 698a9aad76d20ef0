import { createRegistry, type DescMessage, type MessageShape, toJson } from '@bufbuild/protobuf';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ErrorInfoSchema } from '../../src/gen/google/rpc/error_details_pb';

/** Ends a request with a problem. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    detail: string,
    readonly metadata: Record<string, string> = {},
  ) {
    super(detail);
  }
}

export interface Call {
  url: URL;
  request: IncomingMessage;
  response: ServerResponse;
  body: Record<string, unknown>;
}

const registry = createRegistry(ErrorInfoSchema);

export function json<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): object {
  return toJson(schema, message, {
    useProtoFieldName: true,
    alwaysEmitImplicit: true,
    registry,
  }) as object;
}

export function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
