import type { Route } from '@playwright/test';
import { expect, test } from './test';

test('the first visit offers questions, and the first one asked is answered by a tool call', async ({
  chat,
  page,
}) => {
  await chat.open('/');
  await expect(page.getByRole('heading', { name: 'What would you like to know?' })).toBeVisible();
  await expect(
    page.getByRole('list', { name: 'Questions to start with' }).getByRole('button'),
  ).not.toHaveCount(0);

  const answer = await chat.answerTo('What tables are in my database?');
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/);
  const box = chat.box('list_tables');
  await expect(box).toHaveAttribute('aria-expanded', 'false');
  await expect(page.getByText('public.order_items', { exact: true })).toHaveCount(0);
  await box.click();
  await expect(box).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('cell', { name: /order_items/ }).first()).toBeVisible();
  await expect(answer.locator('.prose').last()).toContainText('order_items');
  await expect(page).toHaveTitle(/^What tables are in my database\? · chatdata$/);
  await expect(
    chat.sidebar.getByRole('link', { name: /What tables are in/ }).first(),
  ).toBeVisible();
});

test('what is written while the first question makes its conversation is kept', async ({
  chat,
  page,
  expected,
}) => {
  expected.errors.push(/status of 503/);
  const creations: Route[] = [];
  await page.route(/\/conversations$/, (route) =>
    route.request().method() === 'POST' ? void creations.push(route) : route.continue(),
  );
  await chat.open('/');
  await chat.field.fill('What tables are in my database?');
  await page.keyboard.press('Enter');
  await expect(chat.log).toContainText('What tables are in my database?');
  await page.keyboard.type('And then?');
  await expect.poll(() => creations.length).toBe(1);
  await creations[0]?.fulfill({ status: 503, json: { detail: 'No room' } });
  await expect(page.getByRole('alert')).toContainText('No room');
  await expect(chat.field).toHaveValue('What tables are in my database?\nAnd then?');

  await chat.field.fill('What tables are in my database?');
  await page.keyboard.press('Enter');
  await expect.poll(() => creations.length).toBe(2);
  await page.keyboard.type('Why ');
  await creations[1]?.continue();
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/);
  await page.keyboard.type('so?');
  await expect(chat.field).toHaveValue('Why so?');
  await page.getByRole('link', { name: 'chatdata' }).click();
  await expect(chat.field).toHaveValue('');
});

test('an answer is blue, and a tool call is grey', async ({ chat }) => {
  await chat.open();
  const answer = await chat.answerTo('What tables are in my database?');
  const colour = (target: typeof answer) =>
    target.evaluate(
      (element) => getComputedStyle(element).backgroundColor.match(/\d+/g)?.map(Number) ?? [],
    );
  const [red = 0, green = 0, blue = 0] = await colour(
    answer.locator('.prose').first().locator('..'),
  );
  expect(blue).toBeGreaterThan(red + 5);
  expect(blue).toBeGreaterThan(green + 5);
  const grey = await colour(chat.box('list_tables').locator('..'));
  expect(Math.max(...grey.slice(0, 3)) - Math.min(...grey.slice(0, 3))).toBeLessThan(8);
});

test('New Chat asks for provider, model and connection, and creates with what was picked', async ({
  chat,
  page,
}) => {
  await chat.open();
  await page.getByRole('button', { name: 'New Chat', exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Provider' }).click();
  const openai = page.getByRole('option', { name: /OpenAI/ });
  await expect(openai).toHaveAttribute('aria-disabled', 'true');
  await expect(openai).toContainText('OPENAI_API_KEY');
  await page.getByRole('option', { name: /^Scripted/ }).click();
  await dialog.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('option', { name: 'script-2' }).click();
  await dialog.getByRole('combobox', { name: 'Connection' }).click();
  await page.getByRole('option').first().click();
  await dialog.getByRole('button', { name: 'Create Conversation' }).click();
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/);
  await expect(dialog).toBeHidden();

  const answer = await chat.answerTo('Is it you?');
  await expect(answer.locator('.prose')).toHaveText('Yes.');
  const facts = answer.getByRole('list', { name: 'About this answer' });
  await expect(facts).toContainText('Scripted');
  await expect(facts).toContainText('script-2');
  await expect(facts).toContainText('tokens');

  // The choice is remembered.
  await page.reload();
  await page.keyboard.press('Control+Shift+O');
  await expect(page.getByRole('dialog').getByRole('combobox', { name: 'Model' })).toHaveText(
    'script-2',
  );
});

test('Ctrl+K finds words in titles and messages and goes there', async ({ chat, page }) => {
  const id = await chat.openNew({ title: 'Penguins of the south' });
  await chat.openNew({ title: 'Something else' });
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Words to find' })).toBeFocused();
  await page.keyboard.type('penguins');
  await expect(page.getByRole('option')).toHaveText([/Penguins of the south/]);
  await chat.expectAccessible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/chat/${id}$`));
  await expect(page.getByRole('dialog')).toHaveCount(0);

  const answer = await chat.answerTo('Are there wombats?');
  await chat.openNew();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Words to find' })).toBeFocused();
  await page.keyboard.type('womba');
  const question = page.getByRole('option').filter({ hasText: 'Question: Are there wombats?' });
  await expect(question).toContainText('Penguins of the south');
  await question.click();
  await expect(page).toHaveURL(new RegExp(`/chat/${id}#`));
  await expect(page.locator('[data-sought]')).toContainText('Are there wombats?');
  await expect(answer).toBeVisible();
});

test('light and dark can be picked, and are kept', async ({ chat, page }) => {
  const canvas = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await chat.open();
  const light = await canvas();
  await page.getByRole('radio', { name: 'Dark colours' }).click();
  const dark = await canvas();
  expect(dark).not.toBe(light);
  await page.reload();
  await expect.poll(canvas).toBe(dark);
  await page.getByRole('radio', { name: 'Colours of the system' }).click();
  expect(await canvas()).toBe(light);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await canvas()).toBe(dark);
});
