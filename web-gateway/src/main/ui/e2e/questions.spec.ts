import { expect, test } from './test';

/** What a new user asks first, the tool that is called, and a word of the answer. */
const QUESTIONS = [
  ['What databases can I explore?', 'list_connections', 'can only read'],
  ['List all tables in the public schema', 'list_tables', 'order_items'],
  ['What tables are in my database?', 'list_tables', 'order_items'],
  ['Show me the structure of the orders table', 'get_table_info', 'customer_id'],
  ['What are the most common values in the status column?', 'run_query', 'delivered'],
  ['Sample 10 rows from the products table', 'sample_rows', 'products'],
  ['Show me statistics for the sales table', 'run_query', 'public.sales'],
  ['How many orders were placed last month?', 'run_query', 'last month'],
  ["What's the average order value by customer segment?", 'run_query', 'enterprise'],
  ['Find customers who made more than 5 purchases', 'run_query', 'orders'],
  ['What patterns do you see in the sales data?', 'run_query', 'revenue'],
  ['Profile the users table and tell me about data quality', 'profile_table', 'users'],
  ['Are there any data quality issues I should know about?', 'profile_table', 'issues'],
] as const;

test('the thirteen questions of the demo are each answered, and their boxes open', async ({ chat, page }) => {
  await chat.openNew();
  for (const [question, tool, word] of QUESTIONS) {
    const answer = await chat.answerTo(question);
    await expect(answer.locator('.prose').last()).toContainText(word);
    const box = answer.locator(`button[data-tool=${tool}]`).first();
    await box.click();
    const inside = box.locator('..');
    await expect(inside.getByRole('table').or(inside.getByRole('list')).first()).toBeVisible();
  }
  await expect(page.getByRole('alert')).toHaveCount(0);
});
