import { test as base, expect } from '@playwright/test';
import { ChatPage } from './page';

/** Lets the scripted model say the next words of a gated answer, or all. */
export async function release(key: string, words?: number): Promise<void> {
  const url = `${process.env['PROVIDER_URL']}/release/${key}`;
  await fetch(words === undefined ? url : `${url}?words=${words}`, { method: 'POST' });
}

export const SCRIPTED = { provider: 'scripted', model: 'script-1' };

/** Tests of the page. Each fails too when the console shows an error or a request leaves the origin. */
export const test = base.extend<{ chat: ChatPage; expectedErrors: RegExp[] }>({
  // eslint-disable-next-line no-empty-pattern
  baseURL: async ({}, provide) => {
    await provide(process.env['CHATDATA_URL']);
  },
  /** What a test may add to: errors that it causes itself. */
  // eslint-disable-next-line no-empty-pattern
  expectedErrors: async ({}, provide) => {
    await provide([]);
  },
  chat: async ({ page, baseURL, expectedErrors }, provide) => {
    const errors: string[] = [];
    const foreign: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin !== baseURL && url.protocol !== 'blob:') foreign.push(request.url());
    });
    await provide(new ChatPage(page));
    expect(foreign).toEqual([]);
    expect(errors.filter((error) => !expectedErrors.some((known) => known.test(error)))).toEqual([]);
  },
});

export { expect };
