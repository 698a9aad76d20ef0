import { expect, test } from 'vitest';
import { localeOf } from './locale';

test.each([
  ['en-US', 'en-US', '1,204.5'],
  ['de-DE', 'en-DE', '1.204,5'],
  ['de', 'en-DE', '1.204,5'],
  ['hi', 'en-IN', '1,204.5'],
  ['C', 'en', '1,204.5'],
])('%s has the numbers of %s', (language, locale, number) => {
  expect(localeOf(language)).toBe(locale);
  expect(new Intl.NumberFormat(localeOf(language)).format(1204.5)).toBe(number);
});
