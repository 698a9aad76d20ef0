// Explores a database and asks chatdata a question over the Model Context Protocol, by its official SDK.
//
//   node index.mjs ["question"]
//
// CHATDATA_GATEWAY   address of the gateway, default http://127.0.0.1:8000
// CHATDATA_MCP       a command that speaks MCP on standard input and output, such as "./chatdata mcp";
//                    it is used instead of the gateway
// CHATDATA_PROTOCOL  "auto" speaks the newest revision, "legacy" begins with a handshake; default auto
//
// Ends with 0 when the question was answered, else with 1.

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const question = process.argv[2] ?? 'What tables are in my database?';
const {
  CHATDATA_GATEWAY: gateway = 'http://127.0.0.1:8000',
  CHATDATA_MCP: program,
  CHATDATA_PROTOCOL: mode = 'auto',
} = process.env;

function transport() {
  if (!program) {
    return new StreamableHTTPClientTransport(new URL('/mcp', gateway));
  }
  const [command, ...args] = program.split(' ');
  return new StdioClientTransport({ command, args, env: process.env });
}

/** Calls a tool and returns what it gave; the SDK checks it against the tool's schema. */
async function call(client, name, args = {}, options = {}) {
  const result = await client.callTool({ name, arguments: args }, options);
  if (result.isError) {
    throw new Error(`${name}: ${result.content.map((part) => part.text).join(' ')}`);
  }
  console.error(`called ${name}`);
  return result.structuredContent;
}

const client = new Client(
  { name: 'chatdata-example', version: '0.1.0' },
  { versionNegotiation: { mode } },
);
try {
  await client.connect(transport());
  const { tools } = await client.listTools();
  console.error(`tools: ${tools.map((tool) => tool.name).join(', ')}`);
  const { resources } = await client.listResources();
  const { prompts } = await client.listPrompts();
  console.error(`${resources.length} tables, ${prompts.length} questions to start with`);

  const { connections } = await call(client, 'list_connections');
  const connection_id = connections[0].id;
  await call(client, 'list_schemas', { connection_id });
  const { tables } = await call(client, 'list_tables', { connection_id });
  const [{ schema, name: table }] = tables;
  await call(client, 'get_table_info', { connection_id, schema, table });
  await call(client, 'sample_rows', { connection_id, schema, table, limit: 3 });
  await call(client, 'profile_table', { connection_id, schema, table });
  const { rows, result_id } = await call(client, 'run_query', { connection_id, sql: 'SELECT 1 + 1 AS n' });
  console.error(`SELECT 1 + 1 gives ${JSON.stringify(rows)}`);
  await call(client, 'create_chart', { result_id, mark: 'histogram', x: 'n' });

  const { answer } = await call(
    client,
    'ask',
    { question },
    { onprogress: ({ progress, message }) => console.error(`${progress}: ${message}`) },
  );
  console.log(answer);
} catch (error) {
  console.error(`${program ?? gateway}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await client.close();
}
