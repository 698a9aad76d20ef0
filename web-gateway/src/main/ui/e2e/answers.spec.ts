import { expect, SCRIPTED, test } from './test';

test('a query shows its SQL, its rows, their number and how long it took', async ({
  chat,
  page,
}) => {
  await chat.openNew();
  const answer = await chat.answerTo("What's the average order value by customer segment?");
  const box = chat.box('run_query').last();
  await expect(box).toContainText(/\d+ rows?/);
  await expect(box).toContainText(/\d+ ms|\d s/);
  await box.click();
  await expect(answer.locator('pre code > span').first()).toBeVisible();
  expect(await answer.locator('pre').first().textContent()).toMatch(/^SELECT\s[\s\S]*\nFROM\s/i);
  const sql = answer.getByRole('group', { name: 'SQL' });
  const colours = await sql
    .locator('code > span')
    .evaluateAll((all) => new Set(all.map((one) => getComputedStyle(one).color)).size);
  expect(colours).toBeGreaterThan(2);
  expect(await sql.evaluate((view) => view.scrollWidth - view.clientWidth)).toBe(0);
  const table = answer.getByRole('table').last();
  await expect(table.getByRole('columnheader').first()).toBeVisible();
  const rows = await table.getByRole('row').count();
  await expect(box).toContainText(`${rows - 1} rows`);
  await expect(answer.getByText('Allowed')).toBeVisible();
  await answer.getByRole('button', { name: 'Copy the SQL' }).click();
  await expect(answer.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('SELECT');
  const facts = answer.getByRole('list', { name: 'About this answer' });
  await expect(facts).toContainText('Built-in');
});

test('openai without its key says which variable it needs, and the built-in planner answers instead', async ({
  chat,
  page,
}) => {
  await chat.openNew({ provider: 'openai', model: 'gpt-4-turbo-preview' });
  await chat.ask('What tables are in my database?');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('OPENAI_API_KEY');
  await expect(alert).toContainText('built');
  await alert.getByRole('button', { name: /^Use Built-in/ }).click();
  await expect(chat.box('list_tables')).toBeVisible();
  await expect(chat.answers.last()).toHaveAttribute('aria-busy', 'false');
  await expect(page.getByLabel('Version 2 of 2')).toBeVisible();
});

test('a failed statement is shown with the reason', async ({ chat }) => {
  await chat.openNew();
  await chat.answerTo('SELECT nothing FROM nowhere');
  await expect(chat.log).toContainText(/nowhere/);
});

test('a failed statement is followed by the one that the model then tries', async ({ chat }) => {
  await chat.openNew(SCRIPTED);
  await chat.answerTo('Please be mistaken first');
  await expect(chat.box('run_query')).toHaveCount(2);
  await expect(chat.box('run_query').first()).toContainText('Failed');
  await expect(chat.box('run_query').last()).toContainText('1 row');
  await chat.box('run_query').first().click();
  await expect(chat.log.getByText('division by zero')).toBeVisible();
  await expect(chat.log.getByText('SQLSTATE 22012')).toBeVisible();
});

test('an edited question and a regenerated answer make branches that one can go through', async ({
  chat,
  page,
}) => {
  await chat.openNew(SCRIPTED);
  await chat.answerTo('First');
  await chat.answerTo('Second');
  await chat.log.getByText('First', { exact: true }).hover();
  await page.getByRole('button', { name: 'Edit the message' }).first().click();
  const editor = page.getByRole('textbox', { name: 'Edit the message' });
  await editor.fill('code, please');
  await editor.press('Enter');
  await expect(chat.log.getByText('Second', { exact: true })).toHaveCount(0);
  await expect(chat.log.locator('pre')).toHaveText('SELECT 1;');
  await expect(page.getByLabel('Version 2 of 2')).toBeVisible();
  await page.getByRole('button', { name: 'Previous version' }).click();
  await expect(chat.log.getByText('Second', { exact: true })).toBeVisible();
  await page
    .getByRole('button', { name: /^Regenerate/ })
    .last()
    .click();
  await expect(page.getByLabel('Version 2 of 2')).toBeVisible();
  await page.reload();
  await expect(chat.log.getByText('Second', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Version 2 of 2')).toBeVisible();
});

test('an answer is given again by another model, which is then the picked one', async ({
  chat,
  page,
}) => {
  await chat.openNew(SCRIPTED);
  const answer = await chat.answerTo('Who are you?');
  await answer.getByRole('button', { name: 'Copy the answer' }).click();
  await expect(answer.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Yes.');
  await answer.getByRole('button', { name: 'Answer again with another model' }).click();
  await page.getByRole('option', { name: 'script-2' }).click();
  await expect(page.getByLabel('Version 2 of 2')).toBeVisible();
  await expect(
    chat.answers.last().getByRole('list', { name: 'About this answer' }),
  ).toContainText('script-2');
  await expect(page.getByRole('combobox', { name: 'Provider and model' })).toContainText('script-2');
});

test('a table of an answer is copied as Markdown', async ({ chat, page }) => {
  await chat.openNew(SCRIPTED);
  const answer = await chat.answerTo('A table, please');
  await answer.getByRole('cell', { name: 'Rome' }).hover();
  await answer.getByRole('button', { name: 'Copy the table as Markdown' }).click();
  await expect(answer.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    '| city | people |\n| --- | --: |\n| Rome | 3 |\n',
  );
});

test('a suggested question is asked by a click', async ({ chat, page }) => {
  await chat.openNew();
  await chat.answerTo('How many orders were placed last month?');
  const next = page
    .getByRole('list', { name: 'Questions that may follow' })
    .getByRole('button')
    .first();
  const question = (await next.textContent()) ?? '';
  await next.click();
  await expect(chat.answers).toHaveCount(2);
  await expect(chat.log.locator('[data-role=user]').last()).toContainText(question);
});

test('conversations are renamed, deleted and brought back', async ({ chat, page }) => {
  await chat.openNew({ title: 'To be renamed' });
  await page.getByRole('heading', { name: 'To be renamed' }).getByRole('button').click();
  const title = page.getByRole('textbox', { name: 'Title' });
  await title.fill('Renamed');
  await title.press('Enter');
  const link = chat.sidebar.getByRole('link', { name: 'Renamed', exact: true });
  await expect(link).toBeVisible();
  await link.hover();
  await chat.sidebar.getByRole('button', { name: 'Delete “Renamed”' }).click();
  await expect(link).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(link).toBeVisible();
  await page.reload();
  await expect(link).toBeVisible();
});

test('a draft stays with its conversation', async ({ chat, page }) => {
  const id = await chat.openNew();
  await chat.field.fill('half a thought');
  await page.getByRole('link', { name: 'chatdata' }).click();
  await expect(chat.field).toHaveValue('');
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(id));
  await expect(chat.field).toHaveValue('half a thought');
  await page.reload();
  await expect(chat.field).toHaveValue('half a thought');
});
