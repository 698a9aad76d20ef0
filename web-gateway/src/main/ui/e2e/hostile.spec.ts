import { runSql, superuser } from './database';
import { PAYLOADS } from './payloads';
import { expect, SCRIPTED, test } from './test';

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const name = (text: string): string => `"${text.replaceAll('"', '""')}"`;

test.afterEach(async ({ page }) => {
  // That nothing was asked of another origin, every test of the page sees to.
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(await page.evaluate(() => getComputedStyle(document.body).display)).toBe('block');
  await expect(page.locator('#root :is(script, iframe, object, embed, base, link, style, form[action], [onerror])')).toHaveCount(0);
  await expect(page.locator('#root a:not([href^="http"], [href^="/"], [href^="mailto:"])')).toHaveCount(0);
});

test('a hundred payloads that a model says run, load and send nothing', async ({ chat }) => {
  expect(new Set(PAYLOADS).size).toBeGreaterThanOrEqual(100);
  await chat.openNew(SCRIPTED);
  const answer = await chat.answerTo('Say every payload');
  await expect(answer.locator('.prose').last()).toContainText('WWWW');
  await expect(answer.locator('img')).toHaveCount(0);
});

test('a hundred payloads in rows, names of columns and tables, and titles run, load and send nothing', async ({
  chat,
  page,
}) => {
  // PostgreSQL takes no NUL in a text, and 63 bytes in a name.
  const names = PAYLOADS.map((text) => text.slice(0, 55).replaceAll(/[^ -~]/g, ' ')).filter(
    (text, index, all) => text.trim() !== '' && all.indexOf(text) === index,
  );
  runSql(['postgres', 'CREATE DATABASE hostile'], [
    'hostile',
    `CREATE TABLE payloads AS SELECT * FROM (VALUES ${PAYLOADS.map((text, at) => `(${at}, ${quote(text)})`).join(', ')}) v (id, text);
     CREATE TABLE columns AS SELECT ${names.map((text, at) => `${at} AS ${name(text)}`).join(', ')};
     CREATE TABLE ${name(names[0] ?? '')} AS SELECT 1 AS id;
     COMMENT ON TABLE columns IS ${quote(PAYLOADS.slice(0, 40).join(' '))}`,
  ]);
  const { host, password } = superuser();
  const created = await page.request.post('/api/v1/setup/connections', {
    data: {
      url: `postgresql://${host}/hostile`,
      user: 'postgres',
      password,
      id: 'hostile',
      name: PAYLOADS[0],
      allow_unsafe_role: true,
    },
  });
  expect(created.status()).toBe(201);
  for (const title of PAYLOADS.slice(0, 8))
    await page.request.post('/api/v1/chat/conversations', { data: { title } });

  await chat.openNew({ connection_id: 'hostile', provider: 'builtin', title: PAYLOADS[30] });
  const rows = await chat.answerTo('SELECT id, text FROM payloads ORDER BY id');
  await chat.box('run_query').click();
  await expect(rows.getByRole('cell', { name: '<plaintext>' })).toBeVisible();
  await expect(rows.locator('table img')).toHaveCount(0);
  const wide = await chat.answerTo('SELECT * FROM columns');
  await chat.box('run_query').last().click();
  await expect(wide.getByRole('columnheader').first()).toContainText('<script>');

  await page.keyboard.press('Control+Shift+E');
  const data = page.getByRole('region', { name: 'Data' });
  await data.getByRole('combobox', { name: 'Connection to look at' }).click();
  await page.getByRole('option', { name: /^<script>/ }).click();
  await data.getByRole('button', { name: /^columns/ }).click();
  await expect(data.getByRole('cell', { name: /^<script>/ }).first()).toBeVisible();
  await data.getByRole('tab', { name: 'Profile' }).click();
  await expect(data.getByRole('cell', { name: /^<script>/ }).first()).toBeVisible();
  const removed = await page.request.delete('/api/v1/setup/connections/hostile');
  expect(removed.status()).toBe(204);
});
