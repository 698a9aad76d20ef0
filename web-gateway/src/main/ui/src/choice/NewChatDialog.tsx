import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Choice, createConversation } from '../api/client';
import { newestConversationsQuery } from '../api/queries';
import { navigate } from '../route';
import { useSetupAction } from '../setup/setup';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Labelled } from '../ui/Labelled';
import { Notice } from '../ui/Notice';
import { Picker } from '../ui/Picker';
import {
  type Choices,
  connectionGroups,
  initialChoice,
  modelOptions,
  providerOptions,
  rememberChoice,
  useChoices,
  withDefaultModel,
} from './choice';

const OTHER = '\n';

/** Asks who shall answer, on which data, and creates the conversation. */
export function NewChatDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const { choices, problem } = useChoices();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New chat"
      description="Pick who answers and the data to ask about. Both can be changed later, for any question."
    >
      {choices ? (
        <ChoiceForm choices={choices} onDone={() => onOpenChange(false)} />
      ) : (
        <div className="mt-5 min-h-64">
          {problem && <Notice tone="bad">{problem.message}</Notice>}
        </div>
      )}
    </Dialog>
  );
}

function ChoiceForm({ choices, onDone }: { choices: Choices; onDone: () => void }) {
  const queries = useQueryClient();
  const [choice, setChoice] = useState(() => initialChoice(choices));
  const [isOther, setOther] = useState(false);
  const provider = choices.providers.find(({ id }) => id === choice.provider);
  const create = useMutation({
    networkMode: 'always',
    mutationFn: (body: Choice & { request_id: string }) => createConversation(body),
    onSuccess: (conversation) => {
      rememberChoice(choice);
      void queries.invalidateQueries(newestConversationsQuery);
      onDone();
      navigate(conversation.id);
    },
  });

  const pickProvider = (id: string) => {
    setOther(false);
    setChoice((before) => ({ ...before, ...withDefaultModel(choices.providers, id) }));
  };
  const addKey = useSetupAction('key', pickProvider);
  const connect = useSetupAction('connection', (connection_id) =>
    setChoice((before) => ({ ...before, connection_id })),
  );
  const pickModel = (model: string) => {
    setOther(model === OTHER);
    setChoice({ ...choice, model: model === OTHER ? '' : model });
  };
  const models = modelOptions(provider, isOther ? '' : choice.model);
  const other = { value: OTHER, label: 'Another model…', hint: 'Any id that the provider knows' };

  return (
    <form
      className="mt-5 grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ ...choice, model: choice.model.trim(), request_id: crypto.randomUUID() });
      }}
    >
      <Labelled label="Provider">
        <Picker
          shape="field"
          label="Provider"
          value={choice.provider}
          groups={[{ label: '', options: providerOptions(choices.providers) }]}
          {...addKey}
          onChange={pickProvider}
        />
      </Labelled>
      <Labelled label="Model">
        <Picker
          shape="field"
          label="Model"
          value={isOther ? OTHER : choice.model}
          groups={[
            { label: '', options: models },
            ...(choice.provider === 'builtin' ? [] : [{ label: '', options: [other] }]),
          ]}
          onChange={pickModel}
        />
        {isOther && (
          <input
            aria-label="Model id"
            placeholder="Model id"
            required
            className="mt-2 h-10 w-full rounded-lg border border-edge bg-raised px-3 placeholder:text-muted"
            value={choice.model}
            onChange={(event) => setChoice({ ...choice, model: event.target.value })}
          />
        )}
      </Labelled>
      <Labelled label="Connection">
        <Picker
          shape="field"
          label="Connection"
          value={choice.connection_id}
          groups={connectionGroups(choices.connections)}
          {...connect}
          onChange={(connection_id) => setChoice({ ...choice, connection_id })}
        />
      </Labelled>
      {provider && !provider.available && <Notice tone="warn">{provider.unavailableReason}</Notice>}
      {create.error && <Notice tone="bad">{create.error.message}</Notice>}
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button variant="primary" type="submit" disabled={create.isPending}>
          Create Conversation
        </Button>
      </div>
    </form>
  );
}
