import { expect, SCRIPTED, test } from './test';

test('a chart that the model makes is drawn as it said, with the rows as a table beside it', async ({
  chat,
}) => {
  await chat.openNew(SCRIPTED);
  const answer = await chat.answerTo('Please draw a chart of the orders');
  await expect(chat.box('create_chart')).toBeVisible();
  if ((await chat.box('create_chart').getAttribute('aria-expanded')) !== 'true')
    await chat.box('create_chart').click();
  await expect(answer.getByRole('img', { name: /^Pie chart of .*orders.* by status/ })).toBeVisible();
  await expect(answer.getByText('Orders by status').first()).toBeVisible();
  await expect(answer.locator('svg text', { hasText: 'delivered' }).first()).toBeVisible();
  await chat.expectAccessible();
});
