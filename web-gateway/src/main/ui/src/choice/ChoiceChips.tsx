import { Database, ShieldAlert, Sparkles } from 'lucide-react';
import { memo } from 'react';
import type { Choice } from '../api/client';
import { useSetupAction } from '../setup/setup';
import { Picker } from '../ui/Picker';
import {
  type Choices,
  connectionGroups,
  isOverridden,
  modelGroups,
  modelName,
  modelOf,
  modelValue,
  providerName,
  withDefaultModel,
} from './choice';

/** Small pickers for the model, by provider, and the connection of the next turn. */
export const ChoiceChips = memo(function ChoiceChips({
  choices,
  choice,
  onChange,
}: {
  choices: Choices;
  choice: Choice;
  onChange: (choice: Choice) => void;
}) {
  const addKey = useSetupAction('key', (id) =>
    onChange({ ...choice, ...withDefaultModel(choices.providers, id) }),
  );
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
        icon={<Sparkles size={14} aria-hidden="true" className="shrink-0 max-sm:hidden" />}
        value={modelValue(choice.provider, choice.model)}
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
        groups={modelGroups(choices.providers, choice)}
        {...addKey}
        onChange={(value) => onChange({ ...choice, ...modelOf(value) })}
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
            <Database size={14} aria-hidden="true" className="shrink-0 max-sm:hidden" />
          )
        }
        value={choice.connection_id}
        groups={connectionGroups(choices.connections)}
        {...connect}
        onChange={(connection_id) => onChange({ ...choice, connection_id })}
      />
    </div>
  );
});
