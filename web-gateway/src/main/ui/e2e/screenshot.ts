import { fileURLToPath } from 'node:url';
import { expect, test } from './test';

const FILE = fileURLToPath(new URL('../../../../../docs/images/chatdata.png', import.meta.url));

test.use({ viewport: { width: 1280, height: 1080 }, deviceScaleFactor: 1.5 });

/** Makes the README's picture: `npm run screenshot`. */
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
  await chat.log.evaluate((log) => log.scrollTo({ top: 0 }));
  await page.screenshot({ path: FILE, animations: 'disabled' });
});
