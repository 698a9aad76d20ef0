import { describe, expect, test } from 'vitest';
import { splitLogin } from './setup';

const split = (url: string, user = '', password = '') => splitLogin({ url, user, password });

describe('the login of an address', () => {
  test('moves to fields of its own, decoded', () => {
    expect(split('postgresql://app:p%40ss%2F1@db:6543/shop?sslmode=require')).toEqual({
      url: 'postgresql://db:6543/shop?sslmode=require',
      user: 'app',
      password: 'p@ss/1',
    });
  });

  test('may have what should have been encoded', () => {
    expect(split(' postgres://app:100%@x@db/shop ')).toEqual({
      url: 'postgres://db/shop',
      user: 'app',
      password: '100%@x',
    });
  });

  test('leaves what was typed where it has none', () => {
    expect(split('postgresql://db/shop', 'me', 'secret')).toEqual({
      url: 'postgresql://db/shop',
      user: 'me',
      password: 'secret',
    });
    expect(split('postgresql://app@db/shop', '', 'secret').password).toBe('secret');
    expect(split('db.example.com').url).toBe('db.example.com');
  });
});
