import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { App } from '../src/App';
import { connectivity } from '../src/api/client';
import { FakeGateway } from './fake/gateway';
import { setOrigin } from './origin';

// The whole app against the scripted server, over real HTTP.
let gateway: FakeGateway;
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

const field = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
const log = () => within(screen.getByRole('log'));
const requests = (pattern: RegExp) => gateway.requests.filter((request) => pattern.test(request));

async function ask(text: string): Promise<void> {
  const input = await field();
  fireEvent.change(input, { target: { value: text } });
  await waitFor(() => expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', false));
  fireEvent.keyDown(input, { key: 'Enter' });
}

/** Waits until this many answers are complete and the next question can be asked. */
const answered = (count = 1) =>
  waitFor(
    () => {
      const buttons = log().getAllByRole<HTMLButtonElement>('button', { name: /^Regenerate/ });
      expect(buttons.map(({ disabled }) => disabled)).toEqual(Array.from({ length: count }, () => false));
    },
    { timeout: 3_000 },
  );

async function openConversation(...questions: string[]): Promise<string> {
  const { id } = gateway.world.createConversation({});
  setOrigin(origin, `/chat/${id}`);
  render(<App />);
  for (const [index, question] of questions.entries()) {
    await ask(question);
    await answered(index + 1);
  }
  return id;
}

describe('starting a conversation', () => {
  test('the dialog lists providers that can’t be used with the reason, and creates with the picked ones', async () => {
    render(<App />);
    fireEvent.click(screen.getByRole('button', { name: 'New Chat' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(await dialog.findByRole('combobox', { name: 'Provider' }));
    fireEvent.keyDown(dialog.getByRole('combobox', { name: 'Provider', hidden: true }), { key: 'Enter' });
    const openai = await screen.findByRole('option', { name: /OpenAI/ });
    expect(openai.getAttribute('aria-disabled')).toBe('true');
    expect(openai.textContent).toContain('Set OPENAI_API_KEY to use it.');
    fireEvent.keyDown(screen.getByRole('option', { name: 'Anthropic' }), { key: 'Enter' });
    fireEvent.click(dialog.getByRole('button', { name: 'Create Conversation' }));
    await waitFor(() => expect(window.location.pathname).toMatch(/^\/chat\/.+/));
    const [conversation] = gateway.world.conversations.values();
    expect(conversation).toMatchObject({
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      connectionId: 'default',
    });
    expect(window.location.pathname).toBe(`/chat/${conversation?.id}`);
    expect(localStorage.getItem('chatdata.choice')).toContain('anthropic');
  });

  test('a starter question creates one and asks', async () => {
    render(<App />);
    fireEvent.click(await screen.findByRole('button', { name: 'What tables are in my database?' }));
    await answered();
    expect(log().getByText('What tables are in my database?')).toBeTruthy();
    expect(window.location.pathname).toBe(`/chat/${[...gateway.world.conversations.keys()][0]}`);
  });
});

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
    expect(screen.getByText(/^Answer: /).getAttribute('role')).toBe('status');
  });

  test('a tool box opens on a click and shows the statement, the rows and the receipt', async () => {
    await openConversation('Which sell best?');
    fireEvent.click(log().getByRole('button', { name: /^Ran a query/ }));
    expect(log().getByText(/\nFROM products p\nJOIN order_items i/, { normalizer: (text) => text })).toBeTruthy();
    expect(log().getAllByRole('row')).toHaveLength(51);
    expect(log().getAllByText('NULL').length).toBeGreaterThan(1);
    expect(log().getByText(/^Truncated/)).toBeTruthy();
    expect(log().getByText('Allowed')).toBeTruthy();
    fireEvent.click(log().getByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(log().getAllByRole('row')).toHaveLength(241));
  });

  test('a box of a past turn reads the turn when it is opened', async () => {
    const id = await openConversation('Which sell best?');
    cleanup();
    setOrigin(origin, `/chat/${id}`);
    render(<App />);
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
    setOrigin(origin, `/chat/${id}`);
    render(<App />);
    await ask('What tables are there?');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('openai needs OPENAI_API_KEY');
    await answered();
    fireEvent.click(within(alert).getByRole('button', { name: 'Use Built-in (no model)' }));
    await log().findByText('6 tables and views');
    await answered();
    expect(log().getByLabelText('Version 2 of 2')).toBeTruthy();
  });

  test('a message that is refused goes back to where it was written', async () => {
    await openConversation();
    gateway.overload = '200 turns are running, the most this server takes';
    await ask('tables');
    expect((await screen.findByRole('alert')).textContent).toContain('200 turns are running');
    await waitFor(async () => expect((await field()).value).toBe('tables'));
  });
});

describe('branches', () => {
  test('an edited question makes one, and one can go back', async () => {
    await openConversation('tables', 'structure');
    fireEvent.click(log().getAllByRole('button', { name: 'Edit the message' })[0] as HTMLElement);
    const editor = screen.getByRole('textbox', { name: 'Edit the message' });
    fireEvent.change(editor, { target: { value: 'profile' } });
    fireEvent.keyDown(editor, { key: 'Enter' });
    await waitFor(() => expect(log().queryByText('structure')).toBeNull());
    await log().findByText(/37 customers/);
    await answered(1);
    fireEvent.click(await log().findByRole('button', { name: 'Previous version' }));
    await log().findByText('structure');
    expect(log().getByText('tables')).toBeTruthy();
    expect(log().queryByText(/37 customers/)).toBeNull();
    expect(log().getByLabelText('Version 1 of 2')).toBeTruthy();
  });

  test('regenerating answers again', async () => {
    await openConversation('tables');
    fireEvent.click(log().getByRole('button', { name: /^Regenerate/ }));
    await log().findByLabelText('Version 2 of 2');
    expect(log().getAllByText('tables')).toHaveLength(1);
    expect(gateway.world.turns.size).toBe(2);
  });
});

describe('the way to the server', () => {
  test('a cut stream is taken up where it was, nothing lost or doubled', async () => {
    gateway.world.hold();
    await openConversation();
    await ask('tables');
    await screen.findByRole('button', { name: 'Stop' });
    for (let drop = 0; drop < 4; drop += 1) {
      gateway.world.release(6);
      await waitFor(() => expect([...gateway.world.turns.values()][0]?.log.length).toBe(1 + 6 * (drop + 1)));
      gateway.dropStreams();
    }
    gateway.world.release();
    await answered();
    const [turn] = gateway.world.turns.values();
    const said = turn?.log.flatMap(({ event }) => (event.case === 'token' ? [event.value.text] : [])).join('');
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
    await screen.findByText(/Reconnecting in \d+ s\./, undefined, { timeout: 3_000 });
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
    setOrigin(origin, `/chat/${conversation.id}`);
    render(<App />);
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
    await waitFor(() => expect(log().getByText('structure')).toBeTruthy(), { timeout: 7_000 });
    await answered(2);
  }, 10_000);

  test('a conversation that doesn’t exist is said', async () => {
    setOrigin(origin, '/chat/0');
    render(<App />);
    expect((await screen.findByRole('alert')).textContent).toContain('No conversation has the id 0');
  });
});

describe('the list of conversations', () => {
  test('loads more, deletes with undo, and renames', async () => {
    for (let index = 0; index < 60; index += 1) {
      gateway.world.createConversation({ title: `Number ${index}` }, Date.now() - index * 1_000);
    }
    render(<App />);
    const list = within(screen.getByRole('navigation', { name: 'Conversations' }));
    await list.findByText('Number 59');
    expect(list.getAllByRole('link')).toHaveLength(60);

    fireEvent.click(list.getByRole('button', { name: 'Delete “Number 3”' }));
    expect(list.queryByText('Number 3')).toBeNull();
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await list.findByText('Number 3');

    fireEvent.click(list.getByText('Number 5'));
    await screen.findByRole('heading', { level: 1, name: 'Number 5' });
    fireEvent.click(list.getByText('Number 5'));
    const title = list.getByRole('textbox', { name: 'Title' });
    fireEvent.change(title, { target: { value: 'Five' } });
    fireEvent.keyDown(title, { key: 'Enter' });
    await screen.findByRole('heading', { level: 1, name: 'Five' });
    await waitFor(() => expect(requests(/PATCH/)).toHaveLength(1));
    const titles = [...gateway.world.conversations.values()].map((one) => one.title);
    await waitFor(() => expect(titles.filter((one) => one === 'Five')).toHaveLength(1));
  });

  test('a draft stays with its conversation', async () => {
    const id = await openConversation();
    fireEvent.change(await field(), { target: { value: 'not yet' } });
    fireEvent.click(screen.getByRole('link', { name: 'chatdata' }));
    await waitFor(() => expect(window.location.pathname).toBe('/chat'));
    expect((await field()).value).toBe('');
    const list = within(screen.getByRole('navigation', { name: 'Conversations' }));
    fireEvent.click(await list.findByRole('link'));
    await waitFor(() => expect(window.location.pathname).toBe(`/chat/${id}`));
    expect((await field()).value).toBe('not yet');
  });
});
