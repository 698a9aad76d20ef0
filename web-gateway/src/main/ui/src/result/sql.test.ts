import { describe, expect, test } from 'vitest';
import { isSameSql, layOutSql } from './sql';

describe('laying out SQL', () => {
  test('puts clauses and joins on lines of their own', () => {
    expect(
      layOutSql(
        'SELECT c.name, count(*) FILTER (WHERE o.paid) AS n FROM orders AS o LEFT OUTER JOIN customers c ON c.id = o.customer_id WHERE extract(year FROM o.at) = 2025 GROUP BY c.name ORDER BY n DESC LIMIT 10',
      ),
    ).toBe(
      [
        'SELECT c.name, count(*) FILTER (WHERE o.paid) AS n',
        'FROM orders AS o',
        'LEFT OUTER JOIN customers c ON c.id = o.customer_id',
        'WHERE extract(year FROM o.at) = 2025',
        'GROUP BY c.name',
        'ORDER BY n DESC',
        'LIMIT 10',
      ].join('\n'),
    );
  });

  test('indents subqueries', () => {
    expect(
      layOutSql(
        'WITH a AS (SELECT 1 AS x FROM t) SELECT x FROM a WHERE x IN (SELECT y FROM b) AND x IN (1, 2)',
      ),
    ).toBe(
      [
        'WITH a AS (',
        '  SELECT 1 AS x',
        '  FROM t',
        ')',
        'SELECT x',
        'FROM a',
        'WHERE x IN (',
        '  SELECT y',
        '  FROM b',
        ') AND x IN (1, 2)',
      ].join('\n'),
    );
  });

  test('gives each column of a long list a line', () => {
    expect(
      layOutSql(
        "SELECT a.first, coalesce(a.second, a.third, 0) AS second, 'x, y' AS words, b.the_fourth_column FROM a",
      ),
    ).toBe(
      [
        'SELECT a.first,',
        '  coalesce(a.second, a.third, 0) AS second,',
        "  'x, y' AS words,",
        '  b.the_fourth_column',
        'FROM a',
      ].join('\n'),
    );
  });

  test.each([
    "SELECT 'a  FROM b', \"select  me\", $x$ where  it $x$, E'it\\'s  FROM' FROM t /* ORDER  BY */ WHERE a = 'x''  LIMIT'",
    'SELECT a.values, b FROM a WHERE (((',
    "SELECT 'never ended FROM",
    'SELECT a_rather_long_name AS one, another_rather_long_name AS two, three_is_long_as_well, (four) FROM t',
    'SELECT a IS DISTINCT FROM b FROM t UNION ALL SELECT 1',
    '',
  ])('changes blanks outside quotes only: %s', (sql) => {
    const quoted = /'(?:[^'\\]|''|\\.)*'|"[^"]*"|\$x\$.*?\$x\$|\/\*.*?\*\//gs;
    const laidOut = layOutSql(sql);
    expect(isSameSql(laidOut, sql)).toBe(true);
    expect(laidOut.match(quoted)).toEqual(sql.match(quoted));
    expect(laidOut.replaceAll(/\s+/g, ' ').replaceAll(/\( | \)/g, (blank) => blank.trim())).toBe(
      sql.replaceAll(quoted, (text) => text.replaceAll(/\s+/g, ' ')),
    );
  });

  test('keeps the lines of a statement that has some, and breaks long lists where no text goes over lines', () => {
    expect(layOutSql('SELECT 1\n  FROM t -- all\n')).toBe('SELECT 1\n  FROM t -- all');
    const list = `SELECT ${'long_name, '.repeat(8)}x`;
    expect(layOutSql(`${list}\nFROM t`).split('\n')).toHaveLength(10);
    expect(layOutSql(`SELECT '\n${list}\n'`)).toBe(`SELECT '\n${list}\n'`);
  });
});
