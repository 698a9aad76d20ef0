import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { superuser } from './database';
import { ROOT } from './java';
import { expect, release, SCRIPTED, test } from './test';

const file = (name: string): string => join(ROOT, 'docs', 'images', `${name}.png`);

/** The two of the README. */
test.describe('in light colours', () => {
  test.use({ viewport: { width: 1280, height: 1420 }, deviceScaleFactor: 1.5 });

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
    await answer
      .getByRole('radio', { name: 'Chart' })
      .evaluate((chart) => chart.scrollIntoView({ block: 'start' }));
    await page.screenshot({ path: file('chatdata-dark'), animations: 'disabled' });
  });
});

/** Pictures a state in both colours, to be looked at: in target/screenshots. */
async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({
      path: join(ROOT, 'target', 'screenshots', `${name}-${colorScheme}.png`),
      animations: 'disabled',
    });
  }
}

const SEGMENTS = "What's the average order value by customer segment?";

test.describe('twelve states', () => {
  test('wide', async ({ chat, page, expected }) => {
    expected.errors.push(/status of 4\d\d/);
    await chat.open();
    await expect(page.getByRole('list', { name: 'Questions to start with' })).toBeVisible();
    await picture(page, '01-empty');

    await page.keyboard.press('Control+Shift+O');
    await page.getByRole('dialog').getByRole('combobox', { name: 'Provider' }).click();
    await expect(page.getByRole('option').first()).toBeVisible();
    await picture(page, '02-new-chat');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    const { host, password } = superuser();
    await page.getByRole('button', { name: 'Connect a database…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address').fill(`postgresql://postgres:${password}@${host}/postgres`);
    await dialog.getByRole('button', { name: 'Test connection' }).click();
    await expect(dialog).toContainText('is a superuser');
    await picture(page, '03-connect');
    await page.keyboard.press('Escape');

    const answer = await chat.answerTo(SEGMENTS);
    await chat.box('run_query').last().click();
    await expect(chat.log.locator('code > span').first()).toBeVisible();
    await picture(page, '04-tool-box');
    await answer.getByRole('radio', { name: 'Chart' }).click();
    await expect(answer.locator('svg text', { hasText: 'enterprise' })).toBeVisible();
    await answer.getByRole('radio', { name: 'Chart' }).scrollIntoViewIfNeeded();
    await picture(page, '05-chart');
    await page.keyboard.press('Control+Shift+E');
    const data = page.getByRole('region', { name: 'Data' });
    await data.getByRole('button', { name: /^orders/ }).click();
    await data.getByRole('tab', { name: 'Profile' }).click();
    await expect(data.getByRole('img', { name: /^Distribution/ }).first()).toBeVisible();
    await picture(page, '06-explorer');
    await page.keyboard.press('Escape');

    await chat.openNew();
    await chat.answerTo('Profile the users table and tell me about data quality');
    await picture(page, '07-answer');
    const refused = await chat.answerTo('SELECT pg_sleep(10)');
    await refused.locator('button[data-tool]').first().click();
    await expect(refused.getByText('Receipt')).toBeVisible();
    await picture(page, '08-refused');

    await chat.openNew(SCRIPTED);
    await chat.answerTo('Say 400 tokens');
    await chat.ask('gate-picture');
    await release('picture', 6);
    await expect(chat.log.locator('.prose').last()).toContainText('picture6');
    await picture(page, '09-streaming');
    await release('picture');
  });

  test.describe('narrow', () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

    test('phone', async ({ chat, page }) => {
      await chat.open();
      await expect(page.getByRole('list', { name: 'Questions to start with' })).toBeVisible();
      await picture(page, '10-phone-empty');
      await chat.answerTo(SEGMENTS);
      await chat.box('run_query').last().tap();
      await expect(chat.log.locator('code > span').first()).toBeVisible();
      await picture(page, '11-phone-answer');
      await page.getByRole('button', { name: 'Conversations' }).tap();
      await expect(chat.sidebar).toBeVisible();
      await picture(page, '12-phone-drawer');
    });
  });
});
