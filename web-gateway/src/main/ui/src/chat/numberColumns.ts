/** What of an HTML tree is looked at here. */
interface Node {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}

const NUMBER = /^[-+−]?[$€£¥]?\s?\d[\d.,\s'’]*(?:%|[KMB])?$/u;

/** Marks the columns of tables that hold numbers and whose alignment the model left open. A rehype plugin. */
export function numberColumns() {
  return (tree: Node): void => {
    for (const table of elements(tree, 'table')) {
      const rows = elements(table, 'tr').map((row) => row.children?.filter(isCell) ?? []);
      for (const column of rows[0]?.keys() ?? []) {
        const [head, ...cells] = rows.flatMap((row) => row[column] ?? []);
        const texts = cells.map(textOf).filter((text) => text !== '');
        if (!head || head.properties?.['align'] || texts.length === 0) continue;
        if (!texts.every((text) => NUMBER.test(text))) continue;
        for (const cell of [head, ...cells])
          cell.properties = { ...cell.properties, className: ['number'] };
      }
    }
  };
}

function elements(node: Node, name: string): Node[] {
  return (node.children ?? []).flatMap((child) =>
    child.tagName === name ? [child] : elements(child, name),
  );
}

const isCell = ({ tagName }: Node): boolean => tagName === 'td' || tagName === 'th';

const textOf = ({ value = '', children = [] }: Node): string =>
  (value + children.map(textOf).join('')).trim();
