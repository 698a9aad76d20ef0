import { type ComponentProps, isValidElement, memo, type ReactNode, useMemo, useRef } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { Code } from '../code/Code';
import { CopyButton } from '../ui/CopyButton';
import { Scrollable } from '../ui/Scrollable';
import { safeUrl, splitBlocks } from './markdown';
import { numberColumns } from './numberColumns';
import { tableText } from './tableText';

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

const REMARK = [remarkGfm];
const REHYPE = [numberColumns];

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
  table: ({ children }) => <Table>{children}</Table>,
};

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={REMARK}
      rehypePlugins={REHYPE}
      components={COMPONENTS}
      urlTransform={safeUrl}
    >
      {text}
    </ReactMarkdown>
  );
});

/** A table, which can be copied as it was written. */
function Table({ children }: { children: ReactNode }) {
  const table = useRef<HTMLTableElement>(null);
  return (
    <div className="group relative">
      <Scrollable label="Table">
        <table ref={table}>{children}</table>
      </Scrollable>
      <div className="absolute -top-1 right-0 rounded-md bg-answer opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 [@media(hover:none)]:opacity-100">
        <CopyButton
          text={async () => (table.current ? tableText(table.current) : '')}
          label="Copy the table as Markdown"
        />
      </div>
    </div>
  );
}

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
