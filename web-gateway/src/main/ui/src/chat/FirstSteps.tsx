import { Database, KeyRound } from 'lucide-react';
import type { Choice } from '../api/client';
import { type Choices, withDefaultModel } from '../choice/choice';
import { KeySource } from '../gen/chatdata/v1/model_pb';
import { ADD_KEY, CONNECT, useSetup } from '../setup/setup';
import { Button } from '../ui/Button';

/** The way from the demo to data and a model of one's own; nothing where that can't be set up here. */
export function FirstSteps({
  choices,
  choice,
  onChoice,
}: {
  choices: Choices;
  choice: Choice;
  onChoice: (choice: Choice) => void;
}) {
  const open = useSetup();
  if (!open) return null;
  const wantsKey =
    choices.providers.some(({ keySource }) => keySource === KeySource.MISSING) &&
    !choices.providers.some(
      ({ keySource }) => keySource === KeySource.CONFIGURED || keySource === KeySource.SAVED,
    );
  const withProvider = (id: string) =>
    onChoice({ ...choice, ...withDefaultModel(choices.providers, id) });
  return (
    <div className="mt-3 -ml-2 flex flex-wrap gap-x-2">
      <Button
        variant="quiet"
        className="text-sm"
        onClick={() => open('connection', (connection_id) => onChoice({ ...choice, connection_id }))}
      >
        <Database size={15} aria-hidden="true" />
        {CONNECT}
      </Button>
      {wantsKey && (
        <Button variant="quiet" className="text-sm" onClick={() => open('key', withProvider)}>
          <KeyRound size={15} aria-hidden="true" />
          {ADD_KEY}
        </Button>
      )}
    </div>
  );
}
