import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runSql, superuser } from './database';
import { RIGHT_KEY } from './provider';
import { expect, test } from './test';

const overflow = (element: Element): number => element.scrollWidth - element.clientWidth;

const savedFile = (): string => join(process.env['CHATDATA_PAGE_HOME'] ?? '', 'setup.json');

test('a person connects a database of her own, by a role that the page helps to make', async ({
  chat,
  page,
  expected,
}) => {
  expected.errors.push(/status of (400|503)/);
  runSql(
    ['postgres', 'CREATE DATABASE zoo'],
    ['zoo', "CREATE TABLE animals AS SELECT n AS id, 'animal ' || n AS name FROM generate_series(1, 41) n"],
  );
  const { host, password } = superuser();
  await chat.open();
  await page.getByRole('combobox', { name: 'Connection' }).click();
  await page.getByRole('option', { name: 'Connect a database…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect a database' });
  const address = dialog.getByLabel('Address');
  await expect(address).toBeFocused();

  // A wrong password, then none that the page would show.
  await address.fill(`postgresql://postgres:no%20password@${host}/zoo`);
  await address.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('refused the password of the user');
  await expect(address).toHaveValue(`postgresql://${host}/zoo`);
  await expect(dialog.getByLabel('User', { exact: true })).toHaveValue('postgres');
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByLabel('Password', { exact: true }).press('Enter');

  // The role can do more than read, so the dialog gives the SQL for one that can't.
  await expect(dialog).toContainText('is a superuser');
  await expect(dialog.getByRole('button', { name: 'Connect', exact: true })).toBeDisabled();
  await chat.expectAccessible();
  await dialog.getByRole('button', { name: 'Copy the SQL' }).click();
  const sql = await page.evaluate(() => navigator.clipboard.readText());
  runSql(['zoo', sql.replace('choose-a-password', 'of the zoo')]);
  const [, role = ''] = /CREATE ROLE "(\w+)"/.exec(sql) ?? [];
  await dialog.getByLabel('User', { exact: true }).fill(role);
  await dialog.getByLabel('Password', { exact: true }).fill('of the zoo');
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog).toContainText('1 table to ask about');
  await expect(dialog).toContainText(`${role} can only read`);
  await dialog.getByLabel('Name').fill('The zoo');
  await dialog.getByLabel('Name').press('Enter');

  // It is picked, and can be asked about at once.
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Connection' })).toHaveText('The zoo');
  const answer = await chat.answerTo('How many animals are there?');
  await expect(answer).toContainText('41');
  // eslint-disable-next-line no-bitwise
  expect(statSync(savedFile()).mode & 0o777).toBe(0o600);

  await page.getByRole('link', { name: 'chatdata' }).click();
  await page.getByRole('button', { name: 'Connect a database…' }).click();
  await dialog.getByRole('button', { name: 'Remove The zoo' }).click();
  await dialog.getByRole('button', { name: 'Really remove' }).click();
  await expect(dialog.getByRole('button', { name: 'Remove The zoo' })).toHaveCount(0);
  await expect.poll(() => readFileSync(savedFile(), 'utf8')).not.toContain('zoo');
});

test('a role that can do more than read is used only by one who says so, and a sign stays', async ({
  chat,
  page,
}) => {
  const { host, password } = superuser();
  await chat.open();
  await page.keyboard.press('Control+Shift+O');
  await page.getByRole('dialog').getByRole('combobox', { name: 'Connection' }).click();
  await page.getByRole('option', { name: 'Connect a database…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect a database' });
  await dialog.getByLabel('Address').fill(`postgresql://postgres:${password}@${host}/postgres`);
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await dialog.getByRole('checkbox', { name: /use postgres all the same/ }).check();
  await dialog.getByLabel('Name').fill('Mighty');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  const newChat = page.getByRole('dialog', { name: 'New chat' });
  await expect(newChat.getByRole('combobox', { name: 'Connection' })).toHaveText('Mighty');
  await newChat.getByRole('button', { name: 'Create Conversation' }).click();
  await expect(
    page.getByRole('combobox', { name: 'Connection' }).getByRole('img', { name: /superuser/ }),
  ).toBeVisible();
});

test('a key is checked by its provider, and its models answer at once', async ({
  chat,
  page,
  expected,
}) => {
  expected.errors.push(/status of 400/);
  await chat.open();
  await page.getByRole('button', { name: 'Add a provider key…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a provider key' });
  await dialog.getByRole('combobox', { name: 'Provider of the key' }).click();
  await page.getByRole('option', { name: 'Locked' }).click();
  await dialog.getByLabel('Key', { exact: true }).fill('sk-wrong-0123456789');
  await dialog.getByRole('button', { name: 'Check and save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Locked refuses this key');
  await chat.expectAccessible();
  await dialog.getByLabel('Key', { exact: true }).fill(RIGHT_KEY);
  await dialog.getByLabel('Key', { exact: true }).press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Provider and model' })).toContainText('Locked');
  await expect((await chat.answerTo('Are you there?')).locator('.prose')).toHaveText('Yes.');
  expect(readFileSync(savedFile(), 'utf8')).toContain(RIGHT_KEY);
  expect(await page.content()).not.toContain(RIGHT_KEY);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('both dialogs fit', async ({ chat, page }) => {
    const { host, password } = superuser();
    await chat.open();
    await page.getByRole('button', { name: 'Connect a database…' }).tap();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address').fill(`postgresql://postgres:${password}@${host}/postgres`);
    await dialog.getByRole('button', { name: 'Test connection' }).tap();
    await expect(dialog).toContainText('is a superuser');
    expect(await dialog.evaluate(overflow)).toBe(0);
    expect(await page.locator('html').evaluate(overflow)).toBe(0);
    await chat.expectAccessible();
    await dialog.getByRole('button', { name: 'Close' }).tap();
    await page.getByRole('combobox', { name: 'Provider and model' }).tap();
    await page.getByRole('option', { name: 'Add a provider key…' }).tap();
    await expect(dialog.getByLabel('Key', { exact: true })).toBeVisible();
    await chat.expectAccessible();
  });
});
