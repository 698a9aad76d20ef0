import { Check, ChevronDown, Plus } from 'lucide-react';
import { Select } from 'radix-ui';
import type { ReactNode } from 'react';

export interface PickerOption {
  value: string;
  label: string;
  /** A second line: what it is, or why it can't be picked. */
  hint?: string;
  disabled?: boolean;
}

export interface PickerGroup {
  /** Empty where the options speak for themselves. */
  label: string;
  /** Why nothing of the group can be picked. */
  hint?: string;
  options: PickerOption[];
}

/** Something to do in place of picking. */
export interface PickerAction {
  label: string;
  onPick: () => void;
}

/** No option has this value. */
const ACTION = '\u0000';

const ITEM =
  'relative cursor-default rounded-lg py-1.5 pr-8 pl-2.5 text-sm outline-none select-none data-[disabled]:text-muted data-[highlighted]:bg-hover';

const SHAPES = {
  field:
    'h-10 w-full justify-between rounded-lg border border-edge bg-raised px-3 hover:border-muted',
  icon: 'size-8 justify-center rounded-md text-muted hover:bg-hover hover:text-ink',
  chip: 'h-8 max-w-72 min-w-0 rounded-full px-2.5 text-sm text-muted hover:bg-hover hover:text-ink',
} as const;

/** One of several: a field of a form, a small chip, or just an arrow. */
export function Picker({
  shape,
  label,
  icon,
  value,
  shown,
  groups,
  action,
  onChange,
  disabled = false,
  isOpenAtFirst = false,
}: {
  shape: keyof typeof SHAPES;
  /** Accessible name. */
  label: string;
  icon?: ReactNode;
  value: string;
  /** What stands for the value; its option's label when not given. */
  shown?: ReactNode;
  groups: PickerGroup[];
  action?: PickerAction;
  onChange: (value: string) => void;
  disabled?: boolean;
  isOpenAtFirst?: boolean;
}) {
  const pick = (picked: string) => {
    if (picked !== ACTION) onChange(picked);
    // Once the list is gone, which keeps the focus until then.
    else if (action) requestAnimationFrame(action.onPick);
  };
  return (
    <Select.Root
      value={value}
      onValueChange={pick}
      disabled={disabled}
      defaultOpen={isOpenAtFirst}
    >
      <Select.Trigger
        aria-label={label}
        title={shape === 'field' ? undefined : label}
        className={`inline-flex min-w-0 items-center gap-1.5 transition-colors disabled:opacity-50 ${SHAPES[shape]}`}
      >
        {icon}
        <span className={shape === 'icon' ? 'sr-only' : 'truncate'}>
          <Select.Value placeholder="None">{shown}</Select.Value>
        </span>
        <Select.Icon className="shrink-0">
          <ChevronDown size={14} aria-hidden="true" className="text-muted" />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Content
          position="popper"
          sideOffset={6}
          collisionPadding={12}
          className="z-[60] max-h-[min(26rem,var(--radix-select-content-available-height))] max-w-[min(26rem,calc(100vw-1.5rem))] min-w-[max(14rem,var(--radix-select-trigger-width))] overflow-y-auto rounded-xl border border-line bg-raised shadow-xl"
        >
          {/* The list itself scrolls, as what a field opens. */}
          <Select.Viewport className="overflow-visible! p-1.5">
            {groups.map((group, index) => (
              <Select.Group
                key={group.label || index}
                className="not-first:mt-1.5 not-first:border-t not-first:border-line not-first:pt-1.5"
              >
                {group.label && (
                  <Select.Label className="px-2.5 pt-1.5 pb-1 text-xs text-muted">
                    <span className="font-medium">{group.label}</span>
                    {group.hint && <span className="mt-0.5 block leading-snug">{group.hint}</span>}
                  </Select.Label>
                )}
                {group.options.map((option) => (
                  <Option key={option.value} option={option} />
                ))}
              </Select.Group>
            ))}
            {action && (
              <Select.Group className="mt-1.5 border-t border-line pt-1.5">
                <Select.Item value={ACTION} className={`${ITEM} flex items-center gap-2`}>
                  <Plus size={14} aria-hidden="true" className="shrink-0 text-accent" />
                  <Select.ItemText>{action.label}</Select.ItemText>
                </Select.Item>
              </Select.Group>
            )}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}

function Option({ option }: { option: PickerOption }) {
  return (
    <Select.Item
      value={option.value}
      disabled={option.disabled ?? false}
      className={ITEM}
    >
      <Select.ItemText>{option.label}</Select.ItemText>
      {option.hint && <span className="block text-xs leading-snug text-muted">{option.hint}</span>}
      <Select.ItemIndicator className="absolute top-2 right-2.5">
        <Check size={15} className="text-accent" aria-hidden="true" />
      </Select.ItemIndicator>
    </Select.Item>
  );
}
