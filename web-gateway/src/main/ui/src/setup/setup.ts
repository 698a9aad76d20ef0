import { createContext, useContext } from 'react';
import type { Address } from '../api/setup';
import type { PickerAction } from '../ui/Picker';

/** What can be set up. */
export type SetupKind = 'connection' | 'key';

/** Opens the dialog; gets the id of what was set up. */
export type OpenSetup = (kind: SetupKind, onDone?: (id: string) => void) => void;

/** Null where that may not be done from here. */
export const SetupContext = createContext<OpenSetup | null>(null);

export const useSetup = (): OpenSetup | null => useContext(SetupContext);

export const CONNECT = 'Connect a database…';
export const ADD_KEY = 'Add a provider key…';

/** What a picker offers besides what there is; nothing where it may not be done from here. */
export function useSetupAction(
  kind: SetupKind,
  onDone: (id: string) => void,
): { action?: PickerAction } {
  const open = useSetup();
  if (!open) return {};
  return {
    action: {
      label: kind === 'connection' ? CONNECT : ADD_KEY,
      onPick: () => open(kind, onDone),
    },
  };
}

/** An address whose login, if it has one, is in fields of its own, so that the password isn't seen. */
export function splitLogin(address: Address): Address {
  const [, scheme, login, rest] =
    /^\s*([a-z][a-z0-9+:]*:\/\/)([^/?#]*)@(.*)$/is.exec(address.url) ?? [];
  if (!scheme || login === undefined || rest === undefined) return address;
  const colon = login.indexOf(':');
  const user = decode(colon < 0 ? login : login.slice(0, colon));
  const password = colon < 0 ? '' : decode(login.slice(colon + 1));
  return {
    url: scheme + rest.trim(),
    user: user || address.user,
    password: password || address.password,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone %, which whoever typed it meant as it is.
    return text;
  }
}
