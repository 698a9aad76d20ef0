// Asks chatdata a question over gRPC and prints the answer as it streams.
// The contract is read from the server by reflection, so there is no generated code.
//
//   node index.mjs ["question"]
//
// CHATDATA_SERVER   gRPC address, default 127.0.0.1:9090
// CHATDATA_PROVIDER, CHATDATA_MODEL, CHATDATA_CONNECTION   the server's defaults if not set
//
// Ends with 0 when the turn is COMPLETED, else with 1.

import { randomUUID } from 'node:crypto';
import grpc from '@grpc/grpc-js';
import { GrpcReflection } from 'grpc-js-reflection-client';

const question = process.argv[2] ?? 'What tables are in my database?';
const {
  CHATDATA_SERVER: address = '127.0.0.1:9090',
  CHATDATA_PROVIDER: provider,
  CHATDATA_MODEL: model,
  CHATDATA_CONNECTION: connection_id,
} = process.env;
const credentials = grpc.credentials.createInsecure();

async function chatService() {
  const reflection = new GrpcReflection(address, credentials, {}, 'v1');
  const descriptor = await reflection.getDescriptorBySymbol('chatdata.v1.ChatService');
  const contract = descriptor.getPackageObject({
    keepCase: true,
    longs: String,
    enums: String,
    oneofs: true,
  });
  return new contract.chatdata.v1.ChatService(address, credentials);
}

function createConversation(chat) {
  const request = { provider, model, connection_id, request_id: randomUUID() };
  return new Promise((resolve, reject) => {
    chat.createConversation(request, (error, conversation) =>
      error ? reject(error) : resolve(conversation),
    );
  });
}

/** Prints the turn's events and returns the last, turn_finished. */
async function ask(chat, conversation_id, content) {
  const events = chat.sendMessage({ conversation_id, content, request_id: randomUUID() });
  for await (const event of events) {
    switch (event.event) {
      case 'token':
        process.stdout.write(event.token.text);
        break;
      case 'tool_call':
        console.error(`calls ${event.tool_call.tool}`);
        break;
      case 'tool_result':
        console.error(`  gets ${event.tool_result.outcome}`);
        break;
      case 'turn_finished':
        process.stdout.write('\n');
        return event.turn_finished;
      default: // Other events are of no interest here; new kinds may come with new versions.
    }
  }
  throw new Error('The stream ended before the turn did; WatchTurn reads on from its last sequence.');
}

try {
  const chat = await chatService();
  const conversation = await createConversation(chat);
  const end = await ask(chat, conversation.id, question);
  if (end.status !== 'TURN_STATUS_COMPLETED') {
    console.error(`${end.status}: ${end.error?.message ?? ''}`);
    process.exitCode = 1;
  }
  chat.close();
} catch (error) {
  console.error(`${address}: ${error.message}`);
  process.exitCode = 1;
}
