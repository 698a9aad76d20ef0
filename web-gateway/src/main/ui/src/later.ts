import { lazy } from 'react';

// What the first sight of the page doesn't need: loaded by loadTheRest, or at its first use if
// that comes sooner.
const markdown = () => import('./chat/Markdown');
const toolDetails = () => import('./result/ToolDetails');
const newChatDialog = () => import('./choice/NewChatDialog');
const quickSwitch = () => import('./sidebar/QuickSwitch');

const connectDialog = () => import('./setup/ConnectDialog');
const keyDialog = () => import('./setup/KeyDialog');
const dataPanel = () => import('./explorer/DataPanel');

export const Markdown = lazy(async () => ({ default: (await markdown()).Markdown }));
export const ToolDetails = lazy(async () => ({ default: (await toolDetails()).ToolDetails }));
/** Large, and wanted by few: it is loaded at its first use only. */
export const ResultChart = lazy(async () => ({
  default: (await import('./chart/ResultChart')).ResultChart,
}));
export const NewChatDialog = lazy(async () => ({ default: (await newChatDialog()).NewChatDialog }));
export const ConnectDialog = lazy(async () => ({ default: (await connectDialog()).ConnectDialog }));
export const KeyDialog = lazy(async () => ({ default: (await keyDialog()).KeyDialog }));
export const QuickSwitch = lazy(async () => ({ default: (await quickSwitch()).QuickSwitch }));

export const DataPanel = lazy(async () => ({ default: (await dataPanel()).DataPanel }));

function load(): void {
  // One that fails is loaded again at its first use.
  void Promise.allSettled([markdown(), toolDetails(), newChatDialog(), quickSwitch(), dataPanel()]);
}

/** Loads all of it when the page is idle, so that it is there also when the server isn't. */
export function loadTheRest(): void {
  // Safari has no idle callback.
  if ('requestIdleCallback' in window) requestIdleCallback(load);
  else setTimeout(load, 1_000);
}
