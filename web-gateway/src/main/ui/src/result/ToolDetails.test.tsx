import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { connections, orders, profile, queryResult, tables } from '../../tests/fake/catalog';
import { newQueryClient } from '../api/queries';
import type { ToolCallView } from '../chat/turn';
import { ChartAggregate, ChartMark } from '../gen/chatdata/v1/chart_pb';
import { ToolResultSchema } from '../gen/chatdata/v1/chat_event_pb';
import { ErrorReason } from '../gen/chatdata/v1/error_reason_pb';
import { Verdict } from '../gen/chatdata/v1/query_result_pb';
import { ToolDetails } from './ToolDetails';

type Outcome = NonNullable<MessageInitShape<typeof ToolResultSchema>['outcome']>;

function show(tool: string, given: ToolCallView['arguments'], outcome: Outcome): HTMLElement {
  const call: ToolCallView = {
    id: 'x',
    tool,
    arguments: given,
    argumentsText: '',
    startedAt: null,
    result: create(ToolResultSchema, { toolCallId: 'x', outcome }),
    stored: null,
  };
  return render(
    <QueryClientProvider client={newQueryClient()}>
      <ToolDetails call={call} turnId="t" isRunning={false} />
    </QueryClientProvider>,
  ).container;
}

const cells = () => screen.getAllByRole('cell').map((cell) => cell.textContent);

describe('an opened tool box', () => {
  test('shows tables as a list', () => {
    show('list_tables', { schema: 'public' }, { case: 'listTables', value: tables });
    expect(screen.getByText('list_tables')).toBeTruthy();
    expect(cells().slice(10, 15)).toEqual([
      'public.orders',
      'table',
      '≈ 50K',
      '4.8 MB',
      'One row an order',
    ]);
    expect(cells().slice(20, 25)).toEqual([
      'public.sales',
      'view',
      '',
      '',
      'Orders with customers and products',
    ]);
  });

  test('shows the structure of a table', () => {
    const container = show(
      'get_table_info',
      { table: 'orders' },
      { case: 'getTableInfo', value: orders },
    );
    expect(screen.getByLabelText('primary key').closest('td')?.textContent).toBe('id');
    expect(cells().slice(6, 12)).toEqual([
      'customer_id',
      'bigint',
      'no',
      '',
      'customers.id',
      'Who ordered',
    ]);
    expect(container.textContent).toContain('pending | paid | shipped | returned');
    expect(container.textContent).toContain('public.order_items (order_id)');
    expect(container.textContent).toContain('CHECK (total >= 0)');
  });

  test('shows a profile as a table of columns', () => {
    show('profile_table', { table: 'customers' }, { case: 'profileTable', value: profile });
    expect(cells().slice(6, 12)).toEqual([
      'segmenttext',
      '0.8 %4 blank',
      '3',
      '5 to 10 characters',
      '',
      'consumer3,120business1,390education265',
    ]);
    expect(screen.getAllByRole('img', { name: 'Distribution in 12 ranges' })).toHaveLength(2);
  });

  test('shows rows with types, NULL apart from empty texts, and numbers at the right', () => {
    const result = queryResult(
      'r',
      'SELECT 1',
      [
        ['', 'text'],
        ['n', 'int8'],
        ['j', 'jsonb'],
        ['b', 'bool'],
      ],
      [
        ['', '9007199254740993', { a: [1, 'x'] }, true],
        [null, null, null, false],
      ],
    );
    show('run_query', { sql: 'select 1' }, { case: 'runQuery', value: result });
    expect(screen.getAllByRole('columnheader').map((header) => header.textContent)).toEqual([
      'unnamedtext',
      'nint8',
      'jjsonb',
      'bbool',
    ]);
    expect(cells()).toEqual([
      '',
      '9007199254740993',
      '{"a":[1,"x"]}',
      'true',
      'NULL',
      'NULL',
      'NULL',
      'false',
    ]);
    expect(screen.getByText('9007199254740993').className).toContain('text-right');
    expect(screen.getByText('2 rows')).toBeTruthy();
    expect(screen.queryByText('As the model wrote it')).toBeNull();
  });

  test('shows the receipt, and the statement of the model where another was executed', () => {
    const result = queryResult('r', 'SELECT 1 LIMIT 1000', [['n', 'int4']], [[1]]);
    const container = show('run_query', { sql: 'select 1' }, { case: 'runQuery', value: result });
    expect(screen.getByText('As the model wrote it')).toBeTruthy();
    expect([...container.querySelectorAll('dl')].at(-1)?.textContent).toBe(
      'VerdictAllowedConnectiondefaultReadspublic.customers, public.ordersRows1Size48 bytesShown to the model48 bytesTime36 msZoneUTCPlan cost1,205',
    );
  });

  test('shows an error in full with the fault marked', () => {
    const container = show(
      'run_query',
      { sql: "SELECT '🦜', totl FROM orders" },
      {
        case: 'error',
        value: {
          reason: ErrorReason.STATEMENT_FAILED,
          message: 'column "totl" does not exist',
          sqlstate: '42703',
          position: 13,
          receipt: {
            verdict: Verdict.REFUSED,
            rule: 'function-not-allowed',
            warnings: ['an override is in force'],
          },
        },
      },
    );
    expect(container.querySelector('mark')?.textContent).toBe('totl');
    expect(screen.getByRole('alert').textContent).toContain('column "totl" does not exist');
    expect(screen.getByRole('alert').textContent).toContain('STATEMENT_FAILED · SQLSTATE 42703');
    expect(screen.getByText('Refused: function-not-allowed')).toBeTruthy();
    expect(screen.getByText('an override is in force')).toBeTruthy();
  });

  test('shows connections, schemas and charts', () => {
    const first = show('list_connections', {}, { case: 'listConnections', value: connections });
    expect(first.textContent).toContain('can write; refused');
    const second = show(
      'list_schemas',
      {},
      { case: 'listSchemas', value: { schemas: [{ name: 'public', tableCount: 6 }] } },
    );
    expect(second.textContent).toContain('public6');
    const third = show(
      'create_chart',
      {},
      {
        case: 'createChart',
        value: {
          mark: ChartMark.BAR,
          x: 'month',
          y: ['total'],
          aggregate: ChartAggregate.SUM,
          series: 'segment',
          title: 'Sales',
        },
      },
    );
    expect(third.textContent).toContain(
      'Sales: bar chart of total (sum) by month, a series for each segment',
    );
  });
});
