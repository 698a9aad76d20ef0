import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import {
  answered,
  ask,
  field,
  gateway,
  log,
  openConversation,
  openPage,
  requests,
} from './harness';

describe('asking', () => {
  test('Enter sends; Shift+Enter and an input method’s Enter don’t', async () => {
    await openConversation();
    const input = await field();
    fireEvent.change(input, { target: { value: 'tables' } });
    await screen.findByRole('combobox', { name: 'Connection' });
    fireEvent.keyDown(input, { key: 'Enter', shiftKey: true });
    fireEvent.keyDown(input, { key: 'Enter', isComposing: true });
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 229 });
    expect(requests(/POST .*messages/)).toHaveLength(0);
    fireEvent.keyDown(input, { key: 'Enter' });
    await answered();
    expect(requests(/POST .*messages/)).toHaveLength(1);
    expect(input.value).toBe('');
  });

  test('the answer streams, says what it does, and ends with who gave it', async () => {
    gateway.world.hold();
    await openConversation();
    await ask('What is the average by segment?');
    await screen.findByText(/Thinking…/);
    expect(await screen.findByRole('button', { name: 'Stop' })).toBeTruthy();
    gateway.world.release(3);
    await screen.findByText(/Running a query…/);
    gateway.world.release(2);
    await screen.findByText(/Writing…/);
    expect(screen.getByRole('article', { name: 'Answer' }).getAttribute('aria-busy')).toBe('true');
    gateway.world.release();
    await answered();
    expect(screen.queryByText(/Writing…/)).toBeNull();
    const facts = within(screen.getByRole('list', { name: 'About this answer' }));
    expect(facts.getByText('Built-in (no model)')).toBeTruthy();
    expect(facts.getByText('Shop')).toBeTruthy();
    expect(facts.getByText('2.5K tokens · $0.0092')).toBeTruthy();
    expect((await screen.findByText(/^Answer: /)).getAttribute('role')).toBe('status');
  });

  test('a tool box opens on a click and shows the statement, the rows and the receipt', async () => {
    await openConversation('Which sell best?');
    fireEvent.click(log().getByRole('button', { name: /^Ran a query/ }));
    const sql = await log().findByRole('group', { name: 'SQL' });
    await waitFor(() =>
      expect(sql.textContent).toMatch(/\nFROM\n {2}products p\n {2}JOIN order_items i/),
    );
    expect(log().getAllByRole('row')).toHaveLength(51);
    expect(log().getAllByText('NULL').length).toBeGreaterThan(1);
    expect(log().getByText(/^Truncated/)).toBeTruthy();
    expect(log().getByText('Allowed')).toBeTruthy();
    fireEvent.click(log().getByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(log().getByRole('table').getAttribute('aria-rowcount')).toBe('241'));
  });

  test('a box of a past turn reads the turn when it is opened', async () => {
    const id = await openConversation('Which sell best?');
    openPage(`/chat/${id}`);
    const box = await screen.findByRole('button', { name: /^Ran a query/ });
    expect(requests(/GET .*events/)).toHaveLength(0);
    fireEvent.click(box);
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(51));
    expect(requests(/GET .*events/)).toHaveLength(1);
  });

  test('Escape stops the turn and keeps what was said', async () => {
    gateway.world.hold();
    await openConversation();
    await ask('tables');
    await screen.findByRole('button', { name: 'Stop' });
    gateway.world.release(4);
    await log().findByText('Your', { exact: false });
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await log().findByText('Stopped.');
    expect(requests(/POST .*cancel/)).toHaveLength(1);
    await answered();
  });

  test('a turn that fails says why, and the built-in planner answers instead', async () => {
    const { id } = gateway.world.createConversation({ provider: 'openai', model: 'gpt-5' });
    openPage(`/chat/${id}`);
    await ask('What tables are there?');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('openai needs OPENAI_API_KEY');
    await answered();
    fireEvent.click(within(alert).getByRole('button', { name: 'Use Built-in (no model)' }));
    await log().findByText('6 tables and views');
    await answered();
    expect(await log().findByLabelText('Version 2 of 2')).toBeTruthy();
  });

  test('a message that is refused goes back to where it was written', async () => {
    await openConversation();
    gateway.overload = '200 turns are running, the most this server takes';
    await ask('tables');
    expect((await screen.findByRole('alert')).textContent).toContain('200 turns are running');
    await waitFor(async () => expect((await field()).value).toBe('tables'));
  });
});
