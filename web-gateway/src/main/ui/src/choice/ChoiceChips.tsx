import { Database, ShieldAlert, Sparkles } from 'lucide-react';
import type { Choice } from '../api/client';
import { useSetupAction } from '../setup/setup';
import { Picker, type PickerGroup } from '../ui/Picker';
import { type Choices, connectionGroups, isOverridden, modelName, modelOptions, providerName } from './choice';

// Neither a provider's nor a model's id has a line break.
const SEPARATOR = '\n';

/** Small pickers for the model, by provider, and the connection of the next turn. */
export function ChoiceChips({
  choices,
  choice,
  onChange,
}: {
  choices: Choices;
  choice: Choice;
  onChange: (choice: Choice) => void;
}) {
  const groups: PickerGroup[] = choices.providers.map((provider) => {
    const picked = provider.id === choice.provider ? choice.model : provider.defaultModel;
    const name = provider.name || provider.id;
    const options = modelOptions(provider, picked);
    return {
      // A provider whose only model is called like itself is one line.
      label: options.every(({ label }) => label === name) ? '' : name,
      ...(provider.available
        ? {}
        : { hint: provider.unavailableReason || 'It can’t be used now.' }),
      options: options.map((option) => ({
        ...option,
        value: provider.id + SEPARATOR + option.value,
        disabled: !provider.available,
      })),
    };
  });
  const pickModel = (value: string) => {
    const [provider = '', model = ''] = value.split(SEPARATOR);
    onChange({ ...choice, provider, model });
  };
  const addKey = useSetupAction('key', (id) => {
    const model = choices.providers.find((one) => one.id === id)?.defaultModel ?? '';
    onChange({ ...choice, provider: id, model });
  });
  const connect = useSetupAction('connection', (connection_id) =>
    onChange({ ...choice, connection_id }),
  );
  const provider = providerName(choices.providers, choice.provider);
  const model = modelName(choices.providers, choice.provider, choice.model);
  const connection = choices.connections.find(({ id }) => id === choice.connection_id);
  return (
    <div className="flex min-w-0 items-center gap-0.5">
      <Picker
        shape="chip"
        label="Provider and model"
        icon={<Sparkles size={14} aria-hidden="true" className="shrink-0" />}
        value={choice.provider + SEPARATOR + choice.model}
        shown={
          model && model !== provider ? (
            <>
              <span className="max-sm:hidden">{provider} · </span>
              {model}
            </>
          ) : (
            provider
          )
        }
        groups={groups}
        {...addKey}
        onChange={pickModel}
      />
      <Picker
        shape="chip"
        label="Connection"
        icon={
          connection && isOverridden(connection) ? (
            <ShieldAlert
              size={14}
              role="img"
              aria-label={connection.warnings.join(' ')}
              className="shrink-0 text-warn"
            />
          ) : (
            <Database size={14} aria-hidden="true" className="shrink-0" />
          )
        }
        value={choice.connection_id}
        groups={connectionGroups(choices.connections)}
        {...connect}
        onChange={(connection_id) => onChange({ ...choice, connection_id })}
      />
    </div>
  );
}
