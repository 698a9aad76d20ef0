import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { suggestionsQuery } from '../api/queries';

/** Questions to start with, made from the connection's schema. */
export function Starters({
  connectionId,
  onAsk,
}: {
  connectionId: string;
  onAsk: (text: string) => void;
}) {
  const { data: questions = [] } = useQuery({
    ...suggestionsQuery(connectionId),
    enabled: connectionId !== '',
  });
  if (questions.length === 0) return null;
  return (
    <ul aria-label="Questions to start with" className="grid gap-2.5 sm:grid-cols-2">
      {questions.map((question) => (
        <li key={question} className="grid">
          <button
            type="button"
            onClick={() => onAsk(question)}
            className="group flex items-center justify-between gap-3 rounded-xl border border-line px-4 py-3 text-left text-sm leading-snug transition-colors hover:border-edge hover:bg-side"
          >
            {question}
            <ArrowRight
              size={15}
              aria-hidden="true"
              className="shrink-0 text-muted opacity-0 max-sm:hidden transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100"
            />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What stands above the first question of a conversation. */
export function Greeting() {
  return (
    <div>
      <h2 className="text-2xl font-semibold tracking-tight text-balance">
        What would you like to know?
      </h2>
      <p className="mt-2 text-muted">
        Ask in your own words. Every step of the answer is shown, and nothing in the database can
        change.
      </p>
    </div>
  );
}
