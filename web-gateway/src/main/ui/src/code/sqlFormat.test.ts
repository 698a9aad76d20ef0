import { describe, expect, test } from 'vitest';
import { isSameSql } from '../result/sql';
import { formatSql } from './sqlFormat';

describe('laying out SQL', () => {
  test('puts clauses and joins on lines of their own', () => {
    expect(
      formatSql(
        'SELECT c.name, count(*) FILTER (WHERE o.paid) AS n FROM orders AS o LEFT OUTER JOIN customers c ON c.id = o.customer_id WHERE extract(year FROM o.at) = 2025 GROUP BY c.name ORDER BY n DESC LIMIT 10',
      )
        .split('\n')
        .filter((line) => /^\S/.test(line)),
    ).toEqual(['SELECT', 'FROM', 'WHERE', 'GROUP BY', 'ORDER BY', 'LIMIT']);
  });

  test.each([
    "SELECT 'a  FROM b', \"select  me\", $x$ where  it $x$, E'it\\'s  FROM' FROM t /* ORDER  BY */ WHERE a = 'x''  LIMIT'",
    "SELECT a #>> '{b,c}', d->>'e', f::text, g @> ARRAY[1] FROM t WHERE h ~* 'i' AND j ? 'k'",
    'SELECT a.values, b FROM a WHERE (((',
    "SELECT 'never ended FROM",
    'SELECT a IS DISTINCT FROM b FROM t UNION ALL SELECT 1 -- the end',
    '',
  ])('changes blanks outside quotes only: %s', (sql) => {
    const quoted = /'(?:[^'\\]|''|\\.)*'|"[^"]*"|\$x\$.*?\$x\$|\/\*.*?\*\//gs;
    expect(isSameSql(formatSql(sql), sql)).toBe(true);
    expect(formatSql(sql).match(quoted)).toEqual(sql.match(quoted));
  });
});
