import { expect, test } from './test';

test('axe finds no fault in the empty page, the dialog, its lists, answers and their open boxes', async ({
  chat,
  page,
}) => {
  await chat.open();
  await expect(page.getByRole('list', { name: 'Questions to start with' })).toBeVisible();
  await chat.expectAccessible();
  await page.getByRole('button', { name: 'New Chat', exact: true }).first().click();
  await expect(page.getByRole('button', { name: 'Create Conversation' })).toBeVisible();
  await chat.expectAccessible();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Provider' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  // An open list is no region of the page: it belongs to its field, which is in one.
  await chat.expectAccessible('region');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  for (const question of [
    'What tables are in my database?',
    'Show me the structure of the orders table',
    'Profile the users table and tell me about data quality',
    "What's the average order value by customer segment?",
    'DELETE FROM orders',
  ]) {
    await chat.answerTo(question);
  }
  await chat.expectAccessible();
  for (const tool of ['list_tables', 'get_table_info', 'profile_table', 'run_query']) {
    await chat.box(tool).first().click();
  }
  await chat.box('run_query').last().click();
  await expect(chat.log.getByText('Allowed').first()).toBeVisible();
  await chat.expectAccessible();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('conversations are in a drawer, nothing is wider than the screen, and axe finds no fault', async ({
    chat,
    page,
  }) => {
    await chat.open();
    await expect(page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 });
    await chat.answerTo("What's the average order value by customer segment?");
    await expect(page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 });
    await chat.box('run_query').first().tap();
    await expect(chat.log.getByText('Allowed').first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await chat.expectAccessible();
    await page.getByRole('button', { name: 'Conversations' }).tap();
    await expect(chat.sidebar).toBeVisible();
    await chat.expectAccessible();
    await page.keyboard.press('Escape');
    await expect(chat.sidebar).toBeHidden();
  });
});

test.describe('at a zoom of 200 %', () => {
  test.use({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });

  test('everything has its place', async ({ chat, page }) => {
    await chat.open();
    await chat.answerTo('What tables are in my database?');
    await expect(page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 });
    await chat.answers.getByRole('table').scrollIntoViewIfNeeded();
    await expect(chat.answers.getByRole('table')).toBeInViewport();
    const { width, height } = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return { width: scrollWidth, height: scrollHeight };
    });
    expect([width, height]).toEqual([640, 400]);
  });
});

test('from opening to a downloaded file takes few keys', async ({ chat, page }) => {
  await chat.open();
  await expect(chat.field).toBeFocused();
  await page.keyboard.type('How many orders were placed last month?');
  let keys = 0;
  const press = async (key: string): Promise<void> => {
    keys += 1;
    await page.keyboard.press(key);
  };
  const pressUntil = async (key: string, name: RegExp): Promise<void> => {
    const focused = page.locator(':focus');
    while (!name.test((await focused.getAttribute('aria-label')) ?? (await focused.innerText()))) {
      await press(key);
      expect(keys).toBeLessThanOrEqual(25);
    }
  };
  await press('Enter');
  await expect(chat.answers.first()).toHaveAttribute('aria-busy', 'false');
  await pressUntil('Shift+Tab', /^Ran a query/);
  await press('Enter');
  await expect(page.getByRole('button', { name: 'Download as CSV' })).toBeVisible();
  await pressUntil('Tab', /^Download as CSV/);
  const [file] = await Promise.all([page.waitForEvent('download'), press('Enter')]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  expect(keys).toBeLessThanOrEqual(25);
});

test.describe('in Germany', () => {
  test.use({ locale: 'de-DE' });

  test('numbers and times are written as there', async ({ chat, page }) => {
    await chat.openNew();
    const answer = await chat.answerTo('What tables are in my database?');
    await expect(answer.getByRole('list', { name: 'About this answer' })).toContainText(/\d\d:\d\d$/);
    await page.keyboard.press('Control+Shift+E');
    const data = page.getByRole('region', { name: 'Data' });
    await data.getByRole('button', { name: /^orders/ }).click();
    await data.getByRole('tab', { name: 'Profile' }).click();
    await expect(data.getByText(/50\.000 rows/)).toBeVisible();
  });
});

test('everything can be done from the keyboard', async ({ chat, page }) => {
  await chat.open();
  await expect(chat.field).toBeFocused();
  await page.keyboard.type('What tables are in my database?');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Regenerate/ })).toBeEnabled();
  await expect(chat.field).toBeFocused();

  const tabTo = async (name: RegExp): Promise<void> => {
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Shift+Tab');
      const reached = await page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
      });
      if (name.test(reached)) return;
    }
    throw new Error(`Shift+Tab does not reach ${name}`);
  };
  await tabTo(/^Copy the answer/);
  await tabTo(/^Listed tables/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('cell', { name: /order_items/ }).first()).toBeVisible();
  await tabTo(/^Edit the message/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Edit the message' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('textbox', { name: 'Edit the message' })).toHaveCount(0);

  await page.keyboard.press('Control+Shift+O');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.getByRole('combobox', { name: 'Provider' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.keyboard.type('Scr');
  await expect(page.getByRole('option', { name: /^Scripted/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('combobox', { name: 'Provider' })).toHaveText(
    'Scripted',
  );
  await page.getByRole('button', { name: 'Create Conversation' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(chat.field).toBeFocused();
});
