import { describe, expect, test } from 'vitest';
import { highlight } from './highlighter';

describe('code in colours', () => {
  test.each([
    ['sql', "SELECT count(*) -- all\nFROM t WHERE a = 'x'"],
    ['postgresql', 'SELECT 1'],
    ['json', '{"a": [1, null]}'],
    ['python', 'def f(x):\n    return "x"'],
    ['bash', 'echo "$HOME" | wc -l'],
  ])('has every character of %s, in more than one colour', async (language, code) => {
    const lines = (await highlight(code, language)) ?? [];
    expect(lines.map((line) => line.map(({ text }) => text).join('')).join('\n')).toBe(code);
    expect(new Set(lines.flat().map(({ color }) => color)).size).toBeGreaterThan(1);
  });

  test('leaves plain what it does not know or what is very long', async () => {
    expect(await highlight('a', 'brainfuck')).toBeNull();
    expect(await highlight('a', 'constructor')).toBeNull();
    expect(await highlight('SELECT 1;'.repeat(10_000), 'sql')).toBeNull();
  });
});
