// A comment, a quoted text or name, a dollar-quoted text, a word, a parenthesis, blanks, or any other character.
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|(?:\b[eE])?'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1|[A-Za-z_][\w$]*|[()]|\s+|[\s\S]/g;

const CLAUSE = new Set([
  'SELECT',
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'WINDOW',
  'VALUES',
]);
const LONGEST_LIST = 72;
const JOIN_START = new Set(['LEFT', 'RIGHT', 'FULL', 'INNER', 'CROSS', 'NATURAL']);

/**
 * Lays out a statement that stands on one line: a line for each clause, join and column of a long
 * list, indented by the subquery it is in. Only blanks change, and none inside quotes or comments. A statement with
 * lines of its own keeps them.
 */
export function layOutSql(sql: string): string {
  const trimmed = sql.trim();
  const tokens = trimmed.match(TOKEN) ?? [];
  if (trimmed.includes('\n')) {
    const hasWholeLines = tokens.every(
      (token) => token.trim() === '' || !(token.includes('\n') || token.startsWith('--')),
    );
    return hasWholeLines ? trimmed.split('\n').map(breakList).join('\n') : trimmed;
  }
  /** For each open parenthesis, whether it holds a subquery. */
  const open: boolean[] = [];
  let out = '';
  let before = '';
  const newLine = (): void => {
    out = `${out.trimEnd()}\n${'  '.repeat(open.filter(Boolean).length)}`;
  };
  for (const [index, token] of tokens.entries()) {
    const word = token.toUpperCase();
    if (token === '(') {
      const next = tokens.slice(index + 1).find((other) => other.trim() !== '');
      open.push(/^(?:select|with|values)$/i.test(next ?? ''));
      out += token;
      if (open.at(-1)) newLine();
    } else if (token === ')') {
      const wasSubquery = open.pop();
      if (wasSubquery) newLine();
      out += token;
    } else {
      if (
        open.every(Boolean) &&
        beginsLine(word, before) &&
        out.trim() !== '' &&
        !out.endsWith('\n')
      )
        newLine();
      out += /^\s+$/.test(token) ? (/\s$/.test(out) ? '' : ' ') : token;
    }
    if (token.trim() !== '') before = word;
  }
  return out
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .map(breakList)
    .join('\n');
}

/** A long list of columns has a line for each. */
function breakList(line: string): string {
  const indent = /^( *)SELECT\b/i.exec(line)?.[1];
  if (indent === undefined || line.length <= LONGEST_LIST) return line;
  let depth = 0;
  let out = '';
  for (const token of line.match(TOKEN) ?? []) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    const isFirstInLine = out.endsWith('\n');
    if (isFirstInLine) out += `${indent}  `;
    if (!isFirstInLine || token.trim() !== '') out += token;
    if (token === ',' && depth === 0) out += '\n';
  }
  return out;
}

function beginsLine(word: string, before: string): boolean {
  // A column that is called like a clause.
  if (before === '.') return false;
  if (word === 'JOIN') return !JOIN_START.has(before) && before !== 'OUTER';
  if (JOIN_START.has(word)) return before !== 'NATURAL';
  // "IS DISTINCT FROM", "DELETE FROM" are no clauses of their own.
  return CLAUSE.has(word) && !(word === 'FROM' && before === 'DISTINCT') && before !== 'UNION';
}

/** True when two texts are the same statement but for blanks, upper case and a closing semicolon. */
export function isSameSql(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(sql: string): string {
  return sql.replaceAll(/\s+/g, '').replace(/;$/, '').toLowerCase();
}
