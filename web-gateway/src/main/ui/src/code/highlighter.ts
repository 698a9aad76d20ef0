import { createCssVariablesTheme, createHighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';

// The colours are in index.css, so that they follow the page's.
const THEME = createCssVariablesTheme({ name: 'page', variablePrefix: '--code-' });

const sql = () => import('@shikijs/langs/sql');
const json = () => import('@shikijs/langs/json');
const python = () => import('@shikijs/langs/python');
const shellscript = () => import('@shikijs/langs/shellscript');

/** By the names that models give them. Each is loaded when it is first met. */
const GRAMMARS: Readonly<Record<string, typeof sql | typeof json | typeof python>> = {
  sql,
  postgresql: sql,
  postgres: sql,
  pgsql: sql,
  json,
  python,
  py: python,
  shellscript,
  bash: shellscript,
  shell: shellscript,
  sh: shellscript,
};

// A text that is longer is worth no wait.
const LONGEST = 50_000;

const highlighter = createHighlighterCore({
  themes: [THEME],
  langs: [],
  engine: createJavaScriptRegexEngine(),
});

export interface Piece {
  text: string;
  /** A CSS colour. Empty for the text's own. */
  color: string;
}

/** The lines of a code in its colours; null where its language isn't known. */
export async function highlight(code: string, language: string): Promise<Piece[][] | null> {
  const load = Object.hasOwn(GRAMMARS, language) ? GRAMMARS[language] : undefined;
  if (!load || code.length > LONGEST) return null;
  const shiki = await highlighter;
  const { default: grammars } = await load();
  await shiki.loadLanguage(...grammars);
  const lang = grammars.at(-1)?.name ?? 'text';
  const { tokens } = shiki.codeToTokens(code, { lang, theme: THEME });
  return tokens.map((line) =>
    line.map(({ content, color = '' }) => ({ text: content, color })),
  );
}
