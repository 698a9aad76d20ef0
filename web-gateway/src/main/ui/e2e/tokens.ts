const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August'];

function section(number: number): string {
  const rows = MONTHS.map(
    (month, index) => `| ${month} | ${(index + 1) * number} | ${index * 137 + number}.50 |`,
  );
  return `## What part ${number} says

Orders rose from **January** to *March* and then fell; the reason is in \`orders.status\`, as the rows below show.

| month | orders | revenue |
| --- | --: | --: |
${rows.join('\n')}

\`\`\`sql
SELECT date_trunc('month', ordered_at) AS month, count(*) AS orders
FROM orders
WHERE status <> 'cancelled' AND total_amount > ${number}
GROUP BY 1
ORDER BY 1;
\`\`\`

- Most of it comes from the segment *enterprise*.
- The rest is spread evenly.

`;
}

/** An answer of so many tokens, with tables and code. */
export function textOf(tokens: number): string {
  const end = '\n\nThat was all.';
  let text = '';
  let left = tokens - pieces(end).length;
  for (let number = 1; ; number += 1) {
    const next = section(number);
    const length = pieces(next).length;
    if (length > left) return `${text}${'and more '.repeat(left / 2)}${end}`;
    text += next;
    left -= length;
  }
}

/** What the scripted model says at a time. */
export const pieces = (text: string): string[] => text.match(/\s*\S+\s*/g) ?? [];
