import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { suggestionsQuery } from '../api/queries';

/** An empty conversation: questions to start with, made from the connection's schema. */
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
  return (
    <div className="mx-auto w-full max-w-[49rem] pt-[9vh] pb-8">
      <h2 className="text-2xl font-semibold tracking-tight text-balance">
        What would you like to know?
      </h2>
      <p className="mt-2 text-muted">
        Ask in your own words. Every step of the answer is shown, and nothing in the database can
        change.
      </p>
      {questions.length > 0 && (
        <ul aria-label="Questions to start with" className="mt-7 grid gap-2.5 sm:grid-cols-2">
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
                  className="shrink-0 text-muted opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100"
                />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
