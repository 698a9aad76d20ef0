import { expect, test } from 'vitest';
import { isSameSql } from './sql';

test('a statement is the same whatever its blanks, case and closing semicolon', () => {
  expect(isSameSql('SELECT 1\nFROM t;', 'select 1  from t')).toBe(true);
  expect(isSameSql('SELECT 1 FROM t', 'SELECT 1 FROM u')).toBe(false);
});
