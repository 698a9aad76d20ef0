import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect } from 'vitest';
import { App } from '../../src/App';
import { connectivity } from '../../src/api/http';
import { FakeGateway } from '../fake/gateway';
import { setOrigin } from '../origin';

// The whole app against the scripted server, over real HTTP.
export let gateway: FakeGateway;
let origin: string;

beforeEach(async () => {
  gateway = new FakeGateway();
  origin = await gateway.listen();
  setOrigin(origin);
});

afterEach(async () => {
  cleanup();
  gateway.away = false;
  connectivity.retryNow();
  await connectivity.whenUp(new AbortController().signal);
  await gateway.close();
});

/** Loads the page at a path. */
export function openPage(path: string): void {
  cleanup();
  setOrigin(origin, path);
  render(<App />);
}

export const field = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
export const log = () => within(screen.getByRole('log'));
export const sidebar = () => within(screen.getByRole('navigation', { name: 'Conversations' }));
export const requests = (pattern: RegExp) =>
  gateway.requests.filter((request) => pattern.test(request));

export async function ask(text: string): Promise<void> {
  const input = await field();
  fireEvent.change(input, { target: { value: text } });
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', false),
  );
  fireEvent.keyDown(input, { key: 'Enter' });
}

/** Waits until this many answers are complete and the next question can be asked. */
export const answered = (count = 1) =>
  waitFor(() => {
    const buttons = log().getAllByRole<HTMLButtonElement>('button', { name: /^Regenerate/ });
    expect(buttons.map(({ disabled }) => disabled)).toEqual(
      Array.from({ length: count }, () => false),
    );
  });

/** Opens a new conversation and asks in it. */
export async function openConversation(...questions: string[]): Promise<string> {
  const { id } = gateway.world.createConversation({});
  openPage(`/chat/${id}`);
  for (const [index, question] of questions.entries()) {
    await ask(question);
    await answered(index + 1);
  }
  return id;
}
