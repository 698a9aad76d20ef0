import { useSyncExternalStore } from 'react';
import { load, save } from './storage';

/** Which colours the page has. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'chatdata.theme';
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

const isTheme = (value: unknown): value is Theme => THEMES.some((theme) => theme === value);

/** What the person has picked, here or on an earlier visit. */
export const savedTheme = (): Theme => load(KEY, isTheme) ?? 'system';

export function saveTheme(theme: Theme): void {
  save(KEY, theme === 'system' ? null : theme);
  showTheme(theme);
}

/** Colours the page. */
export function showTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
  for (const listener of listeners) listener();
}

const listeners = new Set<() => void>();
const dark = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(listener: () => void): () => void {
  const system = dark();
  listeners.add(listener);
  system.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener('change', listener);
  };
}

/** Which colours the page shows at the moment. */
export function useColourScheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, () => {
    const { theme } = document.documentElement.dataset;
    return theme === 'light' || theme === 'dark' ? theme : dark().matches ? 'dark' : 'light';
  });
}
