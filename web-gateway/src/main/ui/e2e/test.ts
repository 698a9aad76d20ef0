import { test as base, expect } from '@playwright/test';
import { ChatPage } from './page';

/** Lets the scripted model say the next words of a gated answer, or all. */
export async function release(key: string, words?: number): Promise<void> {
  const url = `${process.env['PROVIDER_URL']}/release/${key}`;
  await fetch(words === undefined ? url : `${url}?words=${words}`, { method: 'POST' });
}

export const SCRIPTED = { provider: 'scripted', model: 'script-1' };

/** What a test brings about itself and is no fault. */
export interface Expected {
  errors: RegExp[];
  origins: string[];
}

/** Tests of the page. Each fails too when the console shows an error or a request leaves the origin. */
export const test = base.extend<{ chat: ChatPage; expected: Expected }>({
  // eslint-disable-next-line no-empty-pattern
  baseURL: async ({}, provide) => {
    await provide(process.env['CHATDATA_URL']);
  },
  expected: async ({ baseURL }, provide) => {
    await provide({ errors: [], origins: [baseURL ?? ''] });
  },
  chat: async ({ page, expected }, provide) => {
    const errors: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await provide(new ChatPage(page));
    const isForeign = (url: string): boolean =>
      !url.startsWith('blob:') && !expected.origins.includes(new URL(url).origin);
    expect(requests.filter(isForeign)).toEqual([]);
    const isKnown = (error: string): boolean => expected.errors.some((known) => known.test(error));
    expect(errors.filter((error) => !isKnown(error))).toEqual([]);
  },
});

export { expect };
