import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { orders } from '../../tests/fake/catalog';
import { TableInfoSchema } from '../gen/chatdata/v1/catalog_pb';
import { questionsAbout } from './questions';

test('questions to start with are about what a table holds, not about its keys', () => {
  const info = create(TableInfoSchema, {
    table: { schema: 'public', name: 'orders' },
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 'customer_id', type: 'bigint' },
      { name: 'status', type: 'text' },
      { name: 'total', type: 'numeric(12,2)' },
      { name: 'placed_at', type: 'timestamp with time zone' },
    ],
    primaryKey: ['id'],
    foreignKeys: [{ columns: ['customer_id'] }],
  });
  expect(questionsAbout(info)).toEqual([
    'How many rows are in orders?',
    'What is the average total in orders?',
    'What is the total total by status in orders?',
    'How many orders are there per month of placed_at?',
    'What are the most frequent values of status in orders?',
    'Profile the orders table and tell me about data quality',
  ]);
  expect(questionsAbout(orders)[0]).toBe('How many rows are in orders?');
  expect(questionsAbout(create(TableInfoSchema))).toEqual([]);
});
