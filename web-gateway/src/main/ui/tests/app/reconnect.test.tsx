import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import {
  answered,
  ask,
  gateway,
  log,
  openConversation,
  openPage,
  requests,
  sidebar,
} from './harness';

describe('the way to the server', () => {
  test('a cut stream is taken up where it was, nothing lost or doubled', async () => {
    gateway.world.hold();
    await openConversation();
    await ask('tables');
    await screen.findByRole('button', { name: 'Stop' });
    for (let drop = 0; drop < 4; drop += 1) {
      gateway.world.release(6);
      await waitFor(() =>
        expect([...gateway.world.turns.values()][0]?.log.length).toBe(1 + 6 * (drop + 1)),
      );
      gateway.dropStreams();
    }
    gateway.world.release();
    await answered();
    const [turn] = gateway.world.turns.values();
    const said = turn?.log
      .flatMap(({ event }) => (event.case === 'token' ? [event.value.text] : []))
      .join('');
    const stored = gateway.world.messages.at(-1)?.content;
    expect(said).toBe(stored);
    fireEvent.click(log().getByRole('button', { name: 'Copy the answer' }));
    await waitFor(async () => expect(await navigator.clipboard.readText()).toBe(stored));
    expect(requests(/POST .*messages/)).toHaveLength(1);
  });

  test('a server that is away is said with a countdown, and all goes on when it is back', async () => {
    gateway.world.hold();
    await openConversation();
    await ask('tables');
    await screen.findByRole('button', { name: 'Stop' });
    gateway.away = true;
    gateway.dropStreams();
    await screen.findByText(/Reconnecting in \d+ s\./);
    gateway.away = false;
    gateway.world.release();
    fireEvent.click(screen.getByRole('button', { name: 'Try now' }));
    await answered();
    expect(screen.queryByText(/Reconnecting/)).toBeNull();
  });

  test('a running turn is found when the page is loaded', async () => {
    gateway.world.hold();
    const conversation = gateway.world.createConversation({});
    gateway.world.startTurn(conversation, { content: 'tables' });
    openPage(`/chat/${conversation.id}`);
    await screen.findByRole('button', { name: 'Stop' });
    expect(await screen.findByRole('img', { name: 'Answering' })).toBeTruthy();
    gateway.world.release();
    await answered();
    expect(log().getByText('tables')).toBeTruthy();
  });

  test('a turn that another has started is found', async () => {
    const id = await openConversation('tables');
    const conversation = gateway.world.conversations.get(id);
    if (conversation) gateway.world.startTurn(conversation, { content: 'structure' });
    act(() => {
      window.dispatchEvent(new Event('visibilitychange'));
    });
    await waitFor(() => expect(log().getByText('structure')).toBeTruthy());
    await answered(2);
  });

  test('a turn goes on while another conversation is open, and is shown when one comes back', async () => {
    gateway.world.hold();
    const { id: other } = gateway.world.createConversation({ title: 'Other' }, 0);
    await openConversation();
    await ask('tables');
    await screen.findByRole('button', { name: 'Stop' });
    gateway.world.release(4);
    await log().findByText(/^Your/);
    fireEvent.click(await sidebar().findByRole('link', { name: 'Other' }));
    await waitFor(() => expect(window.location.pathname).toBe(`/chat/${other}`));
    expect(await sidebar().findByRole('img', { name: 'Answering' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
    gateway.world.release(4);
    fireEvent.click(sidebar().getByRole('link', { name: /^tables/ }));
    await log().findByText(/^Your/);
    gateway.world.release();
    await answered();
    expect(log().getByText('6 tables and views')).toBeTruthy();
    expect(requests(/POST .*messages/)).toHaveLength(1);
    // Taken up after what had been seen.
    expect(requests(/GET .*events/)).toHaveLength(1);
  });

  test('a conversation that doesn’t exist is said', async () => {
    openPage('/chat/0');
    expect((await screen.findByRole('alert')).textContent).toContain(
      'No conversation has the id 0',
    );
  });
});
