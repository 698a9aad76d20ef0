import { fileURLToPath } from 'node:url';
import { expect, test } from './test';

const file = (name: string): string =>
  fileURLToPath(new URL(`../../../../../docs/images/${name}.png`, import.meta.url));

/** Make the README's pictures: `npm run screenshot`. */
test.describe('in light colours', () => {
  test.use({ viewport: { width: 1280, height: 1160 }, deviceScaleFactor: 1.5 });

  test('an answer with its tool box open', async ({ chat, page }) => {
    await chat.open();
    for (const question of [
      'Profile the users table and tell me about data quality',
      'How many orders were placed last month?',
      "What's the average order value by customer segment?",
    ]) {
      await page.getByRole('link', { name: 'chatdata' }).click();
      await chat.answerTo(question);
    }
    await chat.box('run_query').last().click();
    await expect(chat.log.getByText('Allowed')).toBeVisible();
    await expect(chat.log.locator('code > span').first()).toBeVisible();
    await chat.log.evaluate((log) => log.scrollTo({ top: log.scrollHeight }));
    await expect(page.getByRole('button', { name: 'Jump to latest' })).toHaveCount(0);
    await page.screenshot({ path: file('chatdata'), animations: 'disabled' });
  });
});

test.describe('in dark colours', () => {
  test.use({
    viewport: { width: 1600, height: 1000 },
    deviceScaleFactor: 1.5,
    colorScheme: 'dark',
  });

  test('a chart beside the data', async ({ chat, page }) => {
    await chat.openNew();
    const answer = await chat.answerTo("What's the average order value by customer segment?");
    await chat.box('run_query').last().click();
    await answer.getByRole('radio', { name: 'Chart' }).click();
    await expect(answer.locator('svg text', { hasText: 'enterprise' })).toBeVisible();
    await page.keyboard.press('Control+Shift+E');
    const data = page.getByRole('region', { name: 'Data' });
    await data.getByRole('button', { name: /^orders/ }).click();
    await expect(data.getByRole('cell', { name: /^customer_id/ })).toBeVisible();
    await answer.getByRole('radio', { name: 'Chart' }).scrollIntoViewIfNeeded();
    await chat.log.evaluate((log) => log.scrollTo({ top: log.scrollHeight }));
    await page.screenshot({ path: file('chatdata-dark'), animations: 'disabled' });
  });
});
