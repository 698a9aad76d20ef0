import { type ComponentProps, isValidElement, memo, type ReactNode, useMemo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { Code } from '../code/Code';
import { CopyButton } from '../ui/CopyButton';
import { Scrollable } from '../ui/Scrollable';
import { safeUrl, splitBlocks } from './markdown';

/**
 * Markdown from a model, which is not trusted: HTML stays text, images are not loaded (an image's
 * address can carry data out), and links lead to web pages only.
 */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => splitBlocks(text), [text]);
  return (
    <div className="prose">
      {blocks.map((block, index) => (
        // A block's place is what it is known by: blocks are only ever added.
        // eslint-disable-next-line react/no-array-index-key
        <Block key={index} text={block} />
      ))}
    </div>
  );
});

const PLUGINS = [remarkGfm];

const COMPONENTS: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ alt }) => <span>{alt}</span>,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => (
    <Scrollable label="Table">
      <table>{children}</table>
    </Scrollable>
  ),
};

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} urlTransform={safeUrl}>
      {text}
    </ReactMarkdown>
  );
});

function CodeBlock({ children }: { children: ReactNode }) {
  const code = isValidElement<ComponentProps<'code'>>(children) ? children.props : undefined;
  const text = typeof code?.children === 'string' ? code.children.replace(/\n$/, '') : '';
  const language = /language-(\S+)/.exec(code?.className ?? '')?.[1];
  return (
    <div className="overflow-hidden rounded-lg border border-answer-line bg-canvas">
      <div className="flex h-8 items-center justify-between pr-1 pl-3 text-xs text-muted">
        {language ?? 'code'}
        <CopyButton text={text} label="Copy code" />
      </div>
      <pre className="overflow-x-auto px-3 pb-3 font-mono text-[0.8125rem] leading-relaxed text-ink">
        <Code text={text} language={language ?? ''} />
      </pre>
    </div>
  );
}
