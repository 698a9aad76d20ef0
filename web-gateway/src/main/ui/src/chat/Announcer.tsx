import { useEffect, useRef, useState } from 'react';
import { TurnStatus } from '../gen/chatdata/v1/turn_pb';
import type { ThreadItem } from './thread';
import { answerText } from './turn';

const MOST = 600;

/** Tells a screen reader once that an answer has begun, and once, with its text, that it is there. */
export function Announcer({ items }: { items: readonly ThreadItem[] }) {
  const [words, setWords] = useState('');
  const wasRunning = useRef(false);
  const last = items.at(-1);
  const turn = last?.kind === 'answer' ? last.turn : undefined;
  const isRunning = turn?.status === TurnStatus.RUNNING;
  useEffect(() => {
    if (isRunning && !wasRunning.current) setWords('Answering');
    if (!isRunning && wasRunning.current && turn)
      setWords(ending(answerText(turn), turn.error?.message));
    wasRunning.current = isRunning;
  }, [isRunning, turn]);
  return (
    <div role="status" className="sr-only">
      {words}
    </div>
  );
}

function ending(text: string, error: string | undefined): string {
  if (error) return `The answer ended with an error: ${error}`;
  return `Answer: ${text.length > MOST ? `${text.slice(0, MOST)}…` : text}`;
}
