import { expect, test } from 'vitest';
import { Access } from './access';

function access(): Access {
  const stored = new Map<string, string>();
  return new Access({
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
  });
}

test('without a token nothing is added', () => {
  const init = { method: 'POST' };
  expect(access().sign(init)).toBe(init);
});

test('all that were refused go on with the token that is given', async () => {
  const subject = access();
  const both = Promise.all([subject.refused(''), subject.refused('')]);
  expect(subject.current()).toBe('wanted');

  subject.give('secret');

  await both;
  expect(subject.current()).toBe('fine');
  const headers = new Headers(subject.sign({ headers: { Accept: 'text/event-stream' } }).headers);
  expect(headers.get('authorization')).toBe('Bearer secret');
  expect(headers.get('accept')).toBe('text/event-stream');
});

test('a token that is refused is asked for anew, one that was replaced meanwhile is not', async () => {
  const subject = access();
  subject.give('first');
  void subject.refused('first');
  expect(subject.current()).toBe('wrong');
  subject.give('second');

  await subject.refused('first');

  expect(subject.current()).toBe('fine');
});
