import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './Button';

/** Copies a text and says so for a moment. */
export function CopyButton({
  text,
  label,
  shown,
}: {
  /** The text, or what gives it when it is wanted. */
  text: string | (() => Promise<string>);
  label: string;
  /** What stands in place of the picture. */
  shown?: string;
}) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), 1_500);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setState('copied');
    } catch {
      setState('failed');
    }
  };
  const words = { idle: label, copied: 'Copied', failed: 'It could not be copied' }[state];
  return (
    <Button variant="icon" aria-label={words} onClick={copy}>
      {state === 'copied' ? (
        <Check size={15} className="text-good" />
      ) : (
        (shown && <span className="text-xs">{shown}</span>) || <Copy size={15} />
      )}
      <span role="status" className="sr-only">
        {state === 'idle' ? '' : words}
      </span>
    </Button>
  );
}
