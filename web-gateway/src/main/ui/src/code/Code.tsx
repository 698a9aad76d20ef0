import { useEffect, useState } from 'react';
import { coloured } from './colours';
import type { Piece } from './highlighter';

// A text that is still being written is plain until it rests.
const REST_MS = 120;

/** A code in colours, or plain until they are there. */
export function Code({ text, language }: { text: string; language: string }) {
  const [shown, setShown] = useState<{ text: string; lines: Piece[][] } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const colour = async () => {
      const lines = await coloured(text, language);
      if (isCurrent && lines) setShown({ text, lines });
    };
    // Without colours it is as good.
    const timer = setTimeout(() => void colour().catch(() => undefined), REST_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text, language]);
  if (shown?.text !== text) return <code>{text}</code>;
  return (
    <code>
      {shown.lines.map((line, number) => (
        // A text's lines have no other identity than their place.
        // eslint-disable-next-line react/no-array-index-key
        <Line key={number} pieces={line} isFirst={number === 0} />
      ))}
    </code>
  );
}

function Line({ pieces, isFirst }: { pieces: readonly Piece[]; isFirst: boolean }) {
  return (
    <>
      {!isFirst && '\n'}
      {pieces.map(({ text, color }, place) => (
        // eslint-disable-next-line react/no-array-index-key
        <span key={place} style={{ color }}>
          {text}
        </span>
      ))}
    </>
  );
}
