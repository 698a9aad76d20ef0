import { Monitor, Moon, Sun } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useState } from 'react';
import { savedTheme, saveTheme, type Theme } from '../ui/theme';

const THEMES = [
  { theme: 'light', label: 'Light colours', Icon: Sun },
  { theme: 'dark', label: 'Dark colours', Icon: Moon },
  { theme: 'system', label: 'Colours of the system', Icon: Monitor },
] satisfies { theme: Theme; label: string; Icon: typeof Sun }[];

/** Light, dark, or as the system is. */
export function ThemePicker() {
  const [picked, setPicked] = useState(savedTheme);
  return (
    <ToggleGroup.Root
      type="single"
      aria-label="Colours"
      value={picked}
      onValueChange={(value) => {
        const next = THEMES.find(({ theme }) => theme === value)?.theme;
        if (!next) return;
        setPicked(next);
        saveTheme(next);
      }}
      className="inline-flex gap-0.5"
    >
      {THEMES.map(({ theme, label, Icon }) => (
        <ToggleGroup.Item
          key={theme}
          value={theme}
          aria-label={label}
          title={label}
          className="grid size-8 place-items-center rounded-md text-muted transition-colors hover:bg-hover hover:text-ink data-[state=on]:bg-hover data-[state=on]:text-ink"
        >
          <Icon size={15} aria-hidden="true" />
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
