import { loadavg } from 'node:os';
import type { Browser, Page } from '@playwright/test';
import { type Figure, isMet, median, quantile, report } from './figures';
import { ChatPage } from './page';
import { expect, SCRIPTED, test } from './test';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const figures: Figure[] = [];
const [loadBefore = 0] = loadavg();

/** What the page costs a person in time. Each figure is a median, unless its name says something else. */
test.describe.configure({ mode: 'serial' });

async function repeat(times: number, measure: (round: number) => Promise<number>): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < times; round += 1) samples.push(await measure(round));
  return samples;
}

function note(figure: Omit<Figure, 'value'> & { value?: number }): void {
  figures.push({ value: median(figure.samples), ...figure });
}

test('the first load', async ({ browser, baseURL }) => {
  const scripts: number[] = [];
  const paints: number[] = [];
  const later: number[] = [];
  await repeat(ROUNDS, async () => {
    const { script, all, paint } = await firstLoad(browser, baseURL ?? '');
    scripts.push(script);
    later.push(all);
    paints.push(paint);
    return paint;
  });
  note({ name: 'Script before the page is there, gzip', unit: 'KB', limit: 200, samples: scripts });
  note({ name: 'Script with what is loaded when idle, gzip', unit: 'KB', samples: later });
  note({ name: 'Largest contentful paint, nothing cached', unit: 'ms', limit: 400, samples: paints });
});

/** Opens the page in a browser that has never seen it. */
async function firstLoad(
  browser: Browser,
  origin: string,
): Promise<{ script: number; all: number; paint: number }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const html = (await (await page.goto(`${origin}/chat`))?.text()) ?? '';
  // What looks at the page is a script of 300 KB, which must not run in it before it is painted.
  await page.evaluate(
    () =>
      new Promise<void>((painted) => {
        new PerformanceObserver(() => painted()).observe({ type: 'largest-contentful-paint', buffered: true });
      }),
  );
  await expect(page.getByRole('list', { name: 'Questions to start with' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const { sizes, paint } = await page.evaluate(async () => ({
    sizes: performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.js'))
      .map((one) => ({ path: new URL(one.name).pathname, size: (one as PerformanceResourceTiming).encodedBodySize })),
    paint: await new Promise<number>((done) => {
      new PerformanceObserver((list) => done(list.getEntries().at(-1)?.startTime ?? 0)).observe({
        type: 'largest-contentful-paint',
        buffered: true,
      });
    }),
  }));
  await context.close();
  const sum = (some: typeof sizes): number => some.reduce((all, { size }) => all + size, 0) / 1_024;
  return { script: sum(sizes.filter(({ path }) => html.includes(path))), all: sum(sizes), paint };
}

test('a question', async ({ chat, page }) => {
  await chat.openNew(SCRIPTED);
  const inConversation = await repeat(25, (round) => signAfterEnter(chat, `Question ${round}`));
  const fromWelcome = await repeat(25, async (round) => {
    await page.getByRole('link', { name: 'chatdata' }).click();
    await expect(page.getByRole('list', { name: 'Questions to start with' })).toBeVisible();
    return signAfterEnter(chat, `First question ${round}`);
  });
  const [name, unit, limit] = ['Enter to the first visible sign', 'ms', 100] as const;
  note({ name: `${name}, p95`, unit, limit, samples: inConversation, value: quantile(inConversation, 0.95) });
  note({
    name: `${name} of a new conversation, p95`,
    unit,
    limit,
    samples: fromWelcome,
    value: quantile(fromWelcome, 0.95),
  });
});

/** From the key to the frame that shows that the question is being answered. */
async function signAfterEnter(chat: ChatPage, question: string): Promise<number> {
  await chat.field.fill(question);
  const watch = await chat.page.evaluateHandle(() => ({
    sign: new Promise<number>((done) => {
      const onKey = ({ timeStamp }: KeyboardEvent): void => {
        const observer = new MutationObserver(() => {
          if (!document.querySelector('article[aria-busy=true]')) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - timeStamp)));
        });
        observer.observe(document.body, { childList: true, subtree: true, attributes: true });
      };
      document.addEventListener('keydown', onKey, { capture: true, once: true });
    }),
  }));
  await chat.field.press('Enter');
  const sign = await watch.evaluate((started) => started.sign);
  await expect(chat.answers.last()).toHaveAttribute('aria-busy', 'false');
  return sign;
}

test('an answer of 5,000 tokens', async ({ chat, page }) => {
  await chat.openNew(SCRIPTED);
  const samples = await repeat(3, async () => {
    const tasks = await longTasks(page);
    const stored = await nextStored(page);
    await chat.ask('Say 5000 tokens at 200 a second');
    await stored();
    const longest = await tasks();
    await expect(chat.answers.last().locator('.prose')).toContainText('That was all.');
    return longest;
  });
  note({
    name: 'Longest task while 5,000 tokens with tables and code stream at 200/s',
    unit: 'ms',
    limit: 100,
    samples,
  });
});

/**
 * Gives what waits until an answer is shown as it is stored, and the page is idle. The page itself
 * looks: expect() puts the whole page in words each time it has to wait, which takes the page 200 ms.
 */
async function nextStored(page: Page): Promise<() => Promise<void>> {
  const watch = await page.evaluateHandle(() => ({
    stored: new Promise<void>((done) => {
      let isBegun = false;
      const observer = new MutationObserver(() => {
        const last = [...document.querySelectorAll('article')].at(-1);
        if (!isBegun) isBegun = last?.ariaBusy === 'true';
        if (!isBegun || last?.ariaBusy === 'true' || !last?.id) return;
        observer.disconnect();
        requestIdleCallback(() => requestIdleCallback(() => done()));
      });
      observer.observe(document.body, {
        childList: true,
        subtree: true,
        attributeFilter: ['aria-busy', 'id'],
      });
    }),
  }));
  return () => watch.evaluate(({ stored }) => stored);
}

/** From now on notes tasks of the page that block it for 50 ms or more. Gives the longest, 0 where there is none. */
async function longTasks(page: Page): Promise<() => Promise<number>> {
  const durations = await page.evaluateHandle(() => {
    const found: number[] = [];
    new PerformanceObserver((list) => {
      found.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask' });
    return found;
  });
  return async () => Math.max(0, ...(await durations.jsonValue()));
}

test('a large result', async ({ chat }) => {
  await chat.openNew({ provider: 'builtin' });
  const rows = await chat.largeResult();
  const samples = await repeat(ROUNDS, () =>
    rows.evaluate(async (view) => {
      // The function is run in the page.
      // eslint-disable-next-line unicorn/consistent-function-scoping
      const frame = (): Promise<number> => new Promise(requestAnimationFrame);
      await frame();
      let last = await frame();
      let longest = 0;
      const scroll = async (side: 'scrollTop' | 'scrollLeft', by: number): Promise<void> => {
        for (let before = -1; view[side] !== before; ) {
          before = view[side];
          view[side] += by;
          const now = await frame();
          longest = Math.max(longest, now - last);
          last = now;
        }
      };
      await scroll('scrollTop', 120);
      await scroll('scrollLeft', 120);
      await scroll('scrollTop', -120);
      await scroll('scrollLeft', -120);
      return longest;
    }),
  );
  note({ name: 'Longest frame while 1,000 × 100 rows are scrolled through', unit: 'ms', limit: 50, samples });
});

test('a conversation of 500 messages', async ({ chat, page }) => {
  const id = await chat.openNew({ ...SCRIPTED, title: 'Five hundred messages' });
  for (let turn = 1; turn <= 250; turn += 1) {
    const asked = await page.request.post(`/api/v1/chat/conversations/${id}/messages`, {
      data: { content: `Say 170 tokens to question ${turn}`, stream: false },
    });
    expect(asked.ok()).toBe(true);
  }
  const samples = await repeat(ROUNDS, async () => {
    await chat.open();
    await page.waitForLoadState('networkidle');
    const link = chat.sidebar.getByRole('link', { name: 'Five hundred messages' });
    const opened = await page.evaluateHandle(() => ({
      whole: new Promise<number>((done) => {
        const onClick = ({ timeStamp }: MouseEvent): void => {
          const look = (): void => {
            const last = [...document.querySelectorAll('article')].at(-1);
            const end = last?.getBoundingClientRect().bottom ?? Infinity;
            if (!last?.previousElementSibling?.textContent.includes('question 250') || end > innerHeight)
              requestAnimationFrame(look);
            else setTimeout(() => done(performance.now() - timeStamp));
          };
          requestAnimationFrame(look);
        };
        document.addEventListener('click', onClick, { capture: true, once: true });
      }),
    }));
    await link.click();
    const whole = await opened.evaluate((started) => started.whole);
    await expect(chat.answers).toHaveCount(250);
    return whole;
  });
  await chat.log.evaluate((log) => log.scrollTo({ top: 0 }));
  await expect(chat.answers.first().getByRole('table')).toBeVisible();
  note({ name: 'A conversation of 500 messages opens', unit: 'ms', limit: 500, samples });
});

test.afterAll(() => report(figures, loadBefore));

test('all limits are kept', () => {
  expect(figures.filter((figure) => !isMet(figure)).map(({ name }) => name)).toEqual([]);
});
