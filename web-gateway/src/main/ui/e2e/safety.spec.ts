import { expect, SCRIPTED, test } from './test';

test('what a hostile model writes runs nothing, loads nothing and links to web pages only', async ({
  chat,
  page,
}) => {
  await chat.openNew(SCRIPTED);
  const answer = await chat.answerTo('Be hostile');
  await expect(answer).toContainText('The end of it.');
  // Until what lays it out is loaded it is plain text.
  await expect(answer.locator('a')).not.toHaveCount(0);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  await expect(answer.locator('img, script, iframe, style')).toHaveCount(0);
  const links = await answer
    .locator('a')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(links).toEqual(['https://example.com/docs']);
});

test('the page has a strict policy, assets are immutable and compressed, and the page is not cached', async ({
  page,
  request,
}) => {
  const response = await page.goto('/chat');
  const headers = response?.headers() ?? {};
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).toMatch(/script-src 'self';/);
  expect(headers['cache-control']).toBe('no-cache');
  expect(headers['x-content-type-options']).toBe('nosniff');
  const assets = await page
    .locator('script[src], link[rel=stylesheet]')
    .evaluateAll((all) =>
      all.map((one) => one.getAttribute('src') ?? one.getAttribute('href') ?? ''),
    );
  expect(assets.length).toBeGreaterThan(1);
  for (const asset of assets) {
    const got = await request.get(asset);
    expect(got.headers()['cache-control']).toContain('immutable');
    expect(got.headers()['content-encoding']).toBe('gzip');
    expect(await got.text()).not.toContain('sourceMappingURL');
    expect((await request.get(`${asset}.map`)).status()).toBe(404);
  }
});
