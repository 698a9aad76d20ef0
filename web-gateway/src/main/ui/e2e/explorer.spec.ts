import { expect, test } from './test';

test('the data is looked through without a question, and a question begins from a table', async ({
  chat,
  page,
}) => {
  await chat.open();
  await page.getByRole('button', { name: 'Data', exact: true }).click();
  const data = page.getByRole('region', { name: 'Data' });
  await expect(data.getByRole('button', { name: /^customers/ })).toBeVisible();
  await chat.expectAccessible();
  await data.getByRole('searchbox', { name: 'Words of the table' }).fill('order');
  await expect(data.getByRole('button', { name: /^customers/ })).toHaveCount(0);
  await data.getByRole('button', { name: /^orders/ }).click();
  await expect(data.getByRole('cell', { name: /^customer_id/ })).toBeVisible();
  await expect(data.getByRole('cell', { name: 'customers.id' })).toBeVisible();
  await data.getByRole('tab', { name: 'Rows' }).click();
  await expect(data.getByRole('columnheader', { name: /^total_amount/ })).toBeVisible();
  await expect(data.getByText('50 rows')).toBeVisible();
  await data.getByRole('tab', { name: 'Profile' }).click();
  await expect(data.getByRole('img', { name: /^Distribution/ }).first()).toBeVisible();
  await chat.expectAccessible();
  await data.getByRole('tab', { name: 'Structure' }).click();
  await data.getByRole('button', { name: 'How many rows are in orders?' }).click();
  await expect(chat.field).toHaveValue('How many rows are in orders?');
  await expect(chat.field).toBeFocused();
  await chat.field.press('Enter');
  await expect(chat.answers.first()).toHaveAttribute('aria-busy', 'false');
  await expect(chat.answers.first()).toContainText(/50,?000/);
});

test.describe('on a wide screen', () => {
  test.use({ viewport: { width: 1600, height: 900 } });

  test('the data stays beside the conversation', async ({ chat, page }) => {
    await chat.open();
    await page.keyboard.press('Control+Shift+E');
    const data = page.getByRole('region', { name: 'Data' });
    await expect(data.getByRole('button', { name: /^orders/ })).toBeVisible();
    await chat.answerTo('What tables are in my database?');
    await expect(data).toBeVisible();
    await chat.expectAccessible();
    await data.getByRole('button', { name: 'Close the data' }).click();
    await expect(data).toHaveCount(0);
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('the data takes the whole screen', async ({ chat, page }) => {
    await chat.open();
    await page.getByRole('button', { name: 'Conversations' }).tap();
    await page.getByRole('button', { name: 'Data', exact: true }).tap();
    const data = page.getByRole('region', { name: 'Data' });
    await data.getByRole('button', { name: /^orders/ }).tap();
    await expect(data.getByRole('cell', { name: /^customer_id/ })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await chat.expectAccessible();
  });
});
