import { create, fromJson, type JsonValue } from '@bufbuild/protobuf';
import { ListValueSchema } from '@bufbuild/protobuf/wkt';
import {
  ListTablesResponseSchema,
  TableInfoSchema,
  TableKind,
} from '../../src/gen/chatdata/v1/catalog_pb';
import { ListModelsResponseSchema } from '../../src/gen/chatdata/v1/chat_service_pb';
import {
  ListConnectionsResponseSchema,
  ReadOnlyState,
  RowsToModel,
} from '../../src/gen/chatdata/v1/connection_pb';
import { TableProfileSchema } from '../../src/gen/chatdata/v1/profile_pb';
import { QueryResultSchema, Verdict } from '../../src/gen/chatdata/v1/query_result_pb';

/** What the fake server's database holds: a shop. */
export const models = create(ListModelsResponseSchema, {
  defaultProvider: 'builtin',
  providers: [
    {
      id: 'openai',
      name: 'OpenAI',
      available: false,
      unavailableReason: 'Set OPENAI_API_KEY to use it.',
      defaultModel: 'gpt-5',
      models: [
        { id: 'gpt-5', name: 'GPT-5' },
        { id: 'gpt-5-mini', name: 'GPT-5 mini' },
      ],
    },
    {
      id: 'anthropic',
      name: 'Anthropic',
      available: true,
      defaultModel: 'claude-sonnet-4-5',
      models: [
        { id: 'claude-sonnet-4-5', name: 'Claude Sonnet 4.5', thinking: true },
        { id: 'claude-opus-4-5', name: 'Claude Opus 4.5', thinking: true },
      ],
    },
    {
      id: 'builtin',
      name: 'Built-in (no model)',
      available: true,
      defaultModel: 'planner',
      models: [{ id: 'planner', name: 'Planner' }],
    },
  ],
});

export const connections = create(ListConnectionsResponseSchema, {
  connections: [
    {
      id: 'default',
      name: 'Shop',
      description: 'Customers, orders and products of the demo shop',
      database: 'demo',
      readOnlyState: ReadOnlyState.VERIFIED,
      timeZone: 'UTC',
      rowsToModel: RowsToModel.PREVIEW,
    },
    {
      id: 'warehouse',
      name: 'Warehouse',
      description: 'Stock and deliveries, copied every night',
      database: 'warehouse',
      readOnlyState: ReadOnlyState.VERIFIED,
    },
    {
      id: 'legacy',
      name: 'Legacy',
      database: 'legacy',
      readOnlyState: ReadOnlyState.REFUSED,
      warnings: ['Its role may write; give it one that can only read.'],
    },
  ],
});

export const questions = [
  'What tables are in my database?',
  'How many orders were placed last month?',
  'What’s the average order value by customer segment?',
  'Profile the customers table',
  'Which products sell best?',
  'Are there any data quality issues I should know about?',
];

const table = (name: string, estimatedRows: bigint, comment: string, kind = TableKind.TABLE) => ({
  schema: 'public',
  name,
  kind,
  estimatedRows,
  sizeBytes: kind === TableKind.VIEW ? 0n : estimatedRows * 96n,
  comment,
});

export const tables = create(ListTablesResponseSchema, {
  connectionId: 'default',
  totalCount: 6,
  tables: [
    table('customers', 4_812n, 'People who have bought, with their segment'),
    table('order_items', 149_220n, 'What each order contains'),
    table('orders', 50_034n, 'One row an order'),
    table('products', 240n, 'What is sold'),
    table('sales', -1n, 'Orders with customers and products', TableKind.VIEW),
    table('users', 5_200n, 'Accounts of the web shop'),
  ],
});

export const orders = create(TableInfoSchema, {
  connectionId: 'default',
  table: table('orders', 50_034n, 'One row an order'),
  columns: [
    { name: 'id', type: 'bigint', defaultValue: 'generated always as identity' },
    { name: 'customer_id', type: 'bigint', comment: 'Who ordered' },
    {
      name: 'status',
      type: 'order_status',
      defaultValue: "'pending'::order_status",
      enumLabels: ['pending', 'paid', 'shipped', 'returned'],
    },
    { name: 'total', type: 'numeric(10,2)', comment: 'In euro, tax included' },
    { name: 'note', type: 'text', nullable: true },
    { name: 'ordered_at', type: 'timestamp with time zone', defaultValue: 'now()' },
  ],
  primaryKey: ['id'],
  foreignKeys: [
    {
      name: 'orders_customer_id_fkey',
      schema: 'public',
      table: 'orders',
      columns: ['customer_id'],
      referencedSchema: 'public',
      referencedTable: 'customers',
      referencedColumns: ['id'],
    },
  ],
  referencedBy: [
    {
      name: 'order_items_order_id_fkey',
      schema: 'public',
      table: 'order_items',
      columns: ['order_id'],
    },
  ],
  indexes: [
    {
      name: 'orders_pkey',
      definition: 'CREATE UNIQUE INDEX orders_pkey ON public.orders USING btree (id)',
      unique: true,
    },
    {
      name: 'orders_by_day',
      definition: 'CREATE INDEX orders_by_day ON public.orders USING btree (ordered_at)',
    },
  ],
  checks: [{ name: 'orders_total_check', definition: 'CHECK (total >= 0)' }],
});

const value = (of: string | number) =>
  typeof of === 'string'
    ? { kind: { case: 'stringValue' as const, value: of } }
    : { kind: { case: 'numberValue' as const, value: of } };

export const profile = create(TableProfileSchema, {
  connectionId: 'default',
  schema: 'public',
  table: 'customers',
  rowCount: 4_812n,
  rowsProfiled: 4_812n,
  sample: 'all rows',
  columns: [
    {
      name: 'id',
      type: 'bigint',
      distinctCount: 4_812n,
      min: value('1'),
      max: value('4812'),
      mean: value(2406.5),
      histogram: Array.from({ length: 12 }, (_, bin) => ({
        lower: value(String(bin * 401 + 1)),
        upper: value(String(bin * 401 + 402)),
        count: 401n,
      })),
    },
    {
      name: 'segment',
      type: 'text',
      nullCount: 37n,
      distinctCount: 3n,
      lengths: { min: 5n, max: 10n, mean: 7.2 },
      topValues: [
        { value: value('consumer'), count: 3_120n },
        { value: value('business'), count: 1_390n },
        { value: value('education'), count: 265n },
      ],
      blankCount: 4n,
    },
    {
      name: 'joined_on',
      type: 'date',
      distinctCount: 1_460n,
      min: value('2021-01-04'),
      max: value('2025-06-30'),
      histogram: [3, 5, 9, 14, 12, 18, 25, 31, 28, 40, 52, 61].map((count, bin) => ({
        lower: value(`2021-${String(bin + 1).padStart(2, '0')}-01`),
        upper: value(`2021-${String(bin + 1).padStart(2, '0')}-28`),
        count: BigInt(count),
      })),
    },
  ],
});

const rows = (values: JsonValue[][]) => values.map((row) => fromJson(ListValueSchema, row));

/** A result of a query on orders. */
export function queryResult(
  id: string,
  sql: string,
  columns: [name: string, type: string][],
  values: JsonValue[][],
  truncated = false,
) {
  return create(QueryResultSchema, {
    resultId: id,
    connectionId: 'default',
    sql,
    columns: columns.map(([name, type]) => ({ name, type, nullable: true })),
    rows: rows(values),
    rowCount: values.length,
    truncated,
    elapsed: { seconds: 0n, nanos: 34_000_000 },
    receipt: {
      verdict: Verdict.ALLOWED,
      wall: 6,
      canonicalSql: sql,
      tables: ['public.customers', 'public.orders'],
      rows: values.length,
      bytes: BigInt(values.length * 48),
      bytesToModel: BigInt(Math.min(values.length, 20) * 48),
      rowsToModel: RowsToModel.PREVIEW,
      elapsed: { seconds: 0n, nanos: 36_000_000 },
      timeZone: 'UTC',
      planCost: 1_204.5,
    },
  });
}
