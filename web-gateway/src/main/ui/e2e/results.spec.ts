import { readFileSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from './test';

const MANY =
  'SELECT g AS n, NULLIF(g % 3, 0) AS third, CASE WHEN g % 2 = 0 THEN chr(97) ELSE NULL END AS word FROM generate_series(1, 120) AS g';

const cells = (table: Locator, column: number): Promise<string[]> =>
  table.locator(`tbody tr td:nth-child(${column})`).allTextContents();

test('the rows of a result are sorted, all of them, by a click on a column', async ({ chat }) => {
  await chat.openNew();
  const answer = await chat.answerTo(MANY);
  await chat.box('run_query').click();
  const table = answer.getByRole('group', { name: 'Rows' }).getByRole('table');
  await expect(table.locator('tbody tr')).toHaveCount(50);
  const head = table.getByRole('columnheader', { name: /^n / });
  const third = table.getByRole('columnheader', { name: /^third / });
  await third.getByRole('button').click();
  await expect(table.locator('tbody tr')).toHaveCount(120);
  await expect(third).toHaveAttribute('aria-sort', 'ascending');
  expect((await cells(table, 2)).join(' ')).toMatch(/^(1 ){40}(2 ){40}(NULL ?){40}$/);
  await head.getByRole('button').click();
  await head.getByRole('button').click();
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  expect((await cells(table, 1)).slice(0, 3)).toEqual(['120', '119', '118']);
  await head.getByRole('button').click();
  await expect(head).toHaveAttribute('aria-sort', 'none');
  expect((await cells(table, 1)).slice(0, 3)).toEqual(['1', '2', '3']);
});

test('a thousand rows of a hundred columns are scrolled through to the last', async ({ chat }) => {
  await chat.openNew();
  const rows = await chat.largeResult();
  const width = await rows
    .getByRole('columnheader')
    .first()
    .evaluate((head) => head.clientWidth);
  await rows.evaluate((view) => view.scrollTo({ top: view.scrollHeight }));
  await expect(rows.getByRole('row').last()).toHaveText(/^1000/);
  const headAt = await rows.evaluate(
    (view) =>
      (view.querySelector('th')?.getBoundingClientRect().top ?? 0) -
      view.getBoundingClientRect().top,
  );
  expect(Math.abs(headAt)).toBeLessThanOrEqual(1);
  expect(await rows.locator('tbody tr').count()).toBeLessThan(200);
  expect(
    await rows
      .getByRole('columnheader')
      .first()
      .evaluate((head) => head.clientWidth),
  ).toBe(width);
  await rows.evaluate((view) => view.scrollTo({ top: view.scrollHeight, left: view.scrollWidth }));
  await expect(rows.getByRole('columnheader').last()).toHaveText(/^c100/);
  await expect(rows.getByRole('row').last().getByRole('cell').last()).toHaveText('100000');
  expect(await rows.getByRole('columnheader').count()).toBeLessThan(60);
});

test('a result is downloaded whole as CSV, JSON and XLSX, copied, and seen on the whole screen', async ({
  chat,
  page,
}) => {
  await chat.openNew();
  const answer = await chat.answerTo(MANY);
  await chat.box('run_query').click();
  const download = async (kind: string): Promise<Buffer> => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      answer.getByRole('button', { name: `Download as ${kind}` }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(new RegExp(`^result-.*\\.${kind.toLowerCase()}$`));
    return readFileSync(await file.path());
  };
  const lines = (await download('CSV')).toString().split('\r\n');
  expect(lines).toHaveLength(122);
  expect(lines.slice(0, 4)).toEqual(['n,third,word', '1,1,', '2,2,a', '3,,']);
  const rows = JSON.parse((await download('JSON')).toString()) as object[];
  expect(rows).toHaveLength(120);
  expect(rows[2]).toEqual({ n: 3, third: null, word: null });
  const sheet = unzipSync(await download('XLSX'))['xl/worksheets/sheet1.xml'];
  expect(strFromU8(sheet ?? new Uint8Array())).toContain('<v>120</v>');

  await answer.getByRole('button', { name: 'Copy the rows' }).click();
  await expect(answer.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect((await page.evaluate(() => navigator.clipboard.readText())).split('\n')[2]).toBe(
    '2\t2\ta',
  );

  await answer.getByRole('button', { name: 'Full screen' }).click();
  const large = page.getByRole('dialog', { name: 'Rows' });
  await expect(large.locator('tbody tr')).toHaveCount(120);
  await chat.expectAccessible();
  await page.keyboard.press('Escape');
  await expect(large).toHaveCount(0);
});

test('a statement is changed and run again behind the same guard', async ({
  chat,
  page,
  expected,
}) => {
  expected.errors.push(/status of 4\d\d/);
  await chat.openNew();
  const answer = await chat.answerTo('How many orders were placed last month?');
  await chat.box('run_query').last().click();
  await answer.getByRole('button', { name: 'Edit and run' }).click();
  const statement = answer.getByRole('textbox', { name: 'Statement' });
  await statement.fill('DELETE FROM orders');
  await answer.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(answer.getByRole('alert')).toContainText(/DELETE/i);
  await statement.fill('SELECT 41 + 1 AS answer');
  await statement.press('Control+Enter');
  await expect(answer.getByRole('cell', { name: '42' })).toBeVisible();
  await expect(answer.getByText('Your own statement')).toBeVisible();
  await answer.getByRole('button', { name: 'Back to the answer’s' }).click();
  await expect(answer.getByRole('cell', { name: '42' })).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'SQL' })).toContainText('orders');
});

test('a result is seen as a chart whose kind can be changed and which is saved', async ({
  chat,
  page,
}) => {
  await chat.openNew();
  const answer = await chat.answerTo("What's the average order value by customer segment?");
  await chat.box('run_query').last().click();
  await answer.getByRole('radio', { name: 'Chart' }).click();
  await expect(answer.getByRole('img', { name: /^Bar chart of .* by segment/ })).toBeVisible();
  await expect(answer.locator('svg text', { hasText: 'enterprise' })).toBeVisible();
  await answer.getByRole('radio', { name: 'Line' }).click();
  await expect(answer.getByRole('img', { name: /^Line chart of .* by segment/ })).toBeVisible();
  await chat.expectAccessible();
  const download = async (kind: string): Promise<Buffer> => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      answer.getByRole('button', { name: `Download as ${kind}` }).click(),
    ]);
    return readFileSync(await file.path());
  };
  const svg = (await download('SVG')).toString();
  expect(svg).toMatch(/^<svg[\s\S]*enterprise[\s\S]*<\/svg>$/);
  expect(svg).not.toContain('var(--');
  expect((await download('PNG')).subarray(1, 4).toString()).toBe('PNG');
  await answer.getByRole('radio', { name: 'Table' }).click();
  await expect(answer.getByRole('group', { name: 'Rows' })).toContainText('enterprise');
});
