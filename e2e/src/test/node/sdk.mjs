// Lists the tools of an MCP server and calls them by the SDK's first line, which most clients are built on.
//
//   node sdk.mjs 'CALLS' URL
//   node sdk.mjs 'CALLS' COMMAND ARGUMENT…
//
// CALLS is a JSON object with the arguments of each tool, in the order in which they are called; $RESULT stands for
// the id of the last result. Prints what came as JSON; the SDK checks it against each tool's schema.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [, , calls, command, ...args] = process.argv;
const client = new Client({ name: 'chatdata-test', version: '0.1.0' });
await client.connect(
  command.startsWith('http')
    ? new StreamableHTTPClientTransport(new URL(command))
    : new StdioClientTransport({ command, args, env: process.env }),
);
const { tools } = await client.listTools();
const results = {};
let last = '';
for (const [name, given] of Object.entries(JSON.parse(calls))) {
  const input = JSON.parse(JSON.stringify(given).replace('$RESULT', last));
  results[name] = await client.callTool({ name, arguments: input });
  last = results[name].structuredContent?.result_id ?? last;
}
await client.close();
console.log(JSON.stringify({ tools: tools.map((tool) => tool.name), results }));
