const LIST_ITEM = /^(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const FENCE = /^\s*(`{3,}|~{3,})/;
const FOOTNOTE = /^ {0,3}\[\^[^\]]+\]:/m;
const DEFINITION = /^ {0,3}\[[^\]]+\]:\s*\S/;

/**
 * Cuts Markdown where a new top-level block surely begins, so that while an answer streams only
 * its last piece is rendered again. Pieces before the last never change as text is added, but for
 * a list that turns out to go on, and for one whose link is defined later.
 */
export function splitBlocks(markdown: string): string[] {
  // All footnotes stand at the end of one list.
  if (FOOTNOTE.test(markdown)) return [markdown];
  const definitions: string[] = [];
  const blocks: string[] = [];
  let block: string[] = [];
  let fence = '';
  let isAfterBlank = false;
  for (const line of markdown.split('\n')) {
    const beginsBlock = isAfterBlank && !fence && /^\S/.test(line) && !LIST_ITEM.test(line);
    if (beginsBlock && block.length > 0) {
      blocks.push(block.join('\n'));
      block = [];
    }
    if (!fence && DEFINITION.test(line)) definitions.push(line);
    block.push(line);
    isAfterBlank = line.trim() === '';
    fence = fenceAfter(line, fence);
  }
  if (block.length > 0) blocks.push(block.join('\n'));
  // A link's definition may stand in another block than its use.
  const defined = definitions.length > 0 ? `\n\n${definitions.join('\n')}` : '';
  return blocks.map((one) => (one.includes('[') ? one + defined : one));
}

/** The fence that is open after a line. Empty when none is. */
function fenceAfter(line: string, open: string): string {
  const marks = FENCE.exec(line)?.[1] ?? '';
  if (!open) return marks;
  const closes = marks.startsWith(open) && line.trim() === marks;
  return closes ? '' : open;
}

/** The link itself where it leads to a web page or an address, else nothing. */
export function safeUrl(url: string): string {
  return /^(?:https?:\/\/|mailto:)/i.test(url) ? url : '';
}
