import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startGateway } from './product';
import { gatedWords } from './provider';
import { expect, release, SCRIPTED, test } from './test';

test('while an answer streams there are dots, words and Stop; afterwards none of them', async ({
  chat,
  page,
}) => {
  await chat.openNew(SCRIPTED);
  await chat.ask('gate-dots');
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
  await expect(chat.log.getByText('Thinking…')).toBeVisible();
  const dot = chat.log.locator('.dot').first();
  await expect(dot).toBeVisible();
  await expect(dot).toHaveCSS('animation-iteration-count', 'infinite');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(dot).toHaveCSS('animation-iteration-count', '1');
  await release('dots', 3);
  await expect(chat.log.locator('.prose')).toHaveText('dots1 dots2 dots3');
  await expect(chat.log.getByText('Writing…')).toBeVisible();
  await expect(chat.sidebar.getByRole('img', { name: 'Answering' }).first()).toBeVisible();
  await release('dots');
  await expect(chat.log.locator('.prose')).toHaveText(gatedWords('dots'));
  await expect(chat.log.locator('.dot')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
  await expect(chat.sidebar.getByRole('link', { name: 'gate-dots' }).getByRole('img')).toHaveCount(
    0,
  );
});

test('reloads in mid-stream lose and double nothing', async ({ chat, page }) => {
  const id = await chat.openNew(SCRIPTED);
  await chat.ask('gate-reload');
  for (const count of [3, 6, 9]) {
    const said = gatedWords('reload').split(' ').slice(0, count).join(' ');
    await release('reload', 3);
    await expect(chat.log.locator('.prose')).toHaveText(said);
    await page.reload();
    await expect(chat.log.locator('.prose')).toHaveText(said);
  }
  await release('reload');
  await expect(chat.log.locator('.prose')).toHaveText(gatedWords('reload'));
  await expect(chat.log.getByText('gate-reload')).toHaveCount(1);
  const stored = await page.request.get(`/api/v1/chat/conversations/${id}/messages`);
  const { messages } = (await stored.json()) as { messages: { content: string }[] };
  expect(messages.map(({ content }) => content.trim())).toEqual([
    'gate-reload',
    gatedWords('reload'),
  ]);
});

test('a second tab shows the same turn while it runs', async ({ chat, page, context }) => {
  await chat.openNew(SCRIPTED);
  await chat.ask('gate-tabs');
  await release('tabs', 4);
  await expect(chat.log.locator('.prose')).toHaveText('tabs1 tabs2 tabs3 tabs4');
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByRole('log').locator('.prose')).toHaveText('tabs1 tabs2 tabs3 tabs4');
  await release('tabs');
  for (const tab of [page, other]) {
    await expect(tab.getByRole('log').locator('.prose')).toHaveText(gatedWords('tabs'));
    await expect(tab.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
  }
});

test('a lost network is said, and the answer goes on when it is back', async ({
  chat,
  page,
  context,
  expected,
}) => {
  expected.errors.push(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/);
  await chat.openNew(SCRIPTED);
  await chat.ask('gate-offline');
  await release('offline', 3);
  await expect(chat.log.locator('.prose')).toHaveText('offline1 offline2 offline3');
  await context.setOffline(true);
  await expect(page.getByText(/Reconnecting/)).toBeVisible();
  await release('offline', 4);
  await context.setOffline(false);
  await expect(page.getByText(/Reconnecting/)).toHaveCount(0);
  await release('offline');
  await expect(chat.log.locator('.prose')).toHaveText(gatedWords('offline'));
});

test('a gateway that is killed in mid-stream and started again loses and doubles nothing', async ({
  chat,
  page,
  expected,
}) => {
  expected.errors.push(/ERR_/);
  const folder = mkdtempSync(join(tmpdir(), 'chatdata-gateway-'));
  const server = process.env['CHATDATA_SERVER'] ?? '';
  const first = await startGateway(folder, server);
  const { origin, port } = new URL(first.address);
  expected.origins.push(origin);
  const id = await chat.openNew(SCRIPTED);
  await page.goto(`${origin}/chat/${id}`);
  await chat.ask('gate-killed');
  await release('killed', 4);
  await expect(chat.log.locator('.prose')).toHaveText('killed1 killed2 killed3 killed4');
  await first.stop('SIGKILL');
  await expect(page.getByText(/Reconnecting/)).toBeVisible();
  await release('killed', 4);
  const second = await startGateway(folder, server, port);
  await expect(page.getByText(/Reconnecting/)).toHaveCount(0);
  await release('killed');
  await expect(chat.log.locator('.prose')).toHaveText(gatedWords('killed'));
  await expect(chat.log.getByText('gate-killed')).toHaveCount(1);
  await second.stop();
  rmSync(folder, { recursive: true });
});

const WAYS_TO_STOP: Record<string, (page: Page) => Promise<void>> = {
  Stop: (page) => page.getByRole('button', { name: 'Stop', exact: true }).click(),
  Escape: (page) => page.keyboard.press('Escape'),
};
for (const [how, stop] of Object.entries(WAYS_TO_STOP)) {
  test(`${how} ends the turn and keeps what was said`, async ({ chat, page }) => {
    await chat.openNew(SCRIPTED);
    const key = `by${how}`;
    await chat.ask(`gate-${key}`);
    await release(key, 2);
    await expect(chat.log.locator('.prose')).toHaveText(`${key}1 ${key}2`);
    await stop(page);
    await expect(chat.log.getByText('Stopped.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
    await page.reload();
    await expect(chat.log.getByText('Stopped.')).toBeVisible();
    await expect(chat.log.locator('.prose')).toHaveText(`${key}1 ${key}2`);
  });
}

test('the view follows the answer until the person scrolls up, and jumps back on demand', async ({
  chat,
  page,
}) => {
  await chat.openNew(SCRIPTED);
  await chat.answerTo('long');
  const end = chat.log.getByText('Line 90 of a long answer.');
  await expect(end).toBeInViewport();
  const jump = page.getByRole('button', { name: 'Jump to latest' });
  await expect(jump).toHaveCount(0);
  await chat.log.hover();
  await page.mouse.wheel(0, -1_500);
  await expect(jump).toBeVisible();
  const [log, button] = await Promise.all([chat.log.boundingBox(), jump.boundingBox()]);
  expect(button?.y).toBeGreaterThanOrEqual((log?.y ?? Infinity) + (log?.height ?? 0));
  await chat.ask('gate-jump');
  await expect(jump).toHaveCount(0);
  await page.mouse.wheel(0, -1_500);
  await expect(jump).toBeVisible();
  await release('jump');
  await expect(chat.log.getByText('jump12')).not.toBeInViewport();
  await jump.click();
  await expect(chat.log.getByText('jump12')).toBeInViewport();
});
