import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { field, gateway, openConversation, openPage, requests, sidebar } from './harness';

/** Searches by keyboard, until all is there. */
const search = async () => {
  fireEvent.keyDown(document, { key: 'k', ctrlKey: true });
  const input = await screen.findByRole('combobox', { name: 'Words to find' });
  fireEvent.change(input, { target: { value: 'average' } });
  await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(4));
  const found = screen.getAllByRole('option');
  return { input, found };
};

describe('the list of conversations', () => {
  test('loads more, deletes with undo, and renames', async () => {
    for (let index = 0; index < 60; index += 1) {
      gateway.world.createConversation({ title: `Number ${index}` }, Date.now() - index * 1_000);
    }
    openPage('/chat');
    const list = sidebar();
    await list.findByText('Number 59');
    expect(list.getAllByRole('link')).toHaveLength(60);

    fireEvent.click(list.getByRole('button', { name: 'Delete “Number 3”' }));
    expect(list.queryByText('Number 3')).toBeNull();
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await list.findByText('Number 3');

    fireEvent.click(list.getByRole('link', { name: 'Number 5' }));
    await screen.findByRole('heading', { level: 1, name: 'Number 5' });
    fireEvent.click(list.getByRole('link', { name: 'Number 5' }));
    const title = list.getByRole('textbox', { name: 'Title' });
    fireEvent.change(title, { target: { value: 'Five' } });
    fireEvent.keyDown(title, { key: 'Enter' });
    await screen.findByRole('heading', { level: 1, name: 'Five' });
    await waitFor(() => expect(requests(/PATCH/)).toHaveLength(1));
    const titles = [...gateway.world.conversations.values()].map((one) => one.title);
    await waitFor(() => expect(titles.filter((one) => one === 'Five')).toHaveLength(1));
  });

  test('a search leads to a title or to the message with the words', async () => {
    const id = await openConversation('What is the average by segment?');
    const [question] = gateway.world.messages;
    const other = gateway.world.createConversation({ title: 'The average penguin' });
    const { found } = await search();
    expect(found[2]?.textContent).toContain('Question: What is the average by segment?');
    expect(found[2]?.querySelector('mark')?.textContent).toBe('average');
    fireEvent.click(found[1] as Element);
    await waitFor(() => expect(window.location.pathname).toBe(`/chat/${other.id}`));
    expect(window.location.hash).toBe('');

    const { input } = await search();
    fireEvent.keyDown(input, { key: 'ArrowDown' });
    fireEvent.keyDown(input, { key: 'ArrowDown' });
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(window.location.pathname).toBe(`/chat/${id}`));
    expect(window.location.hash).toBe(`#${question?.id}`);
    const message = await screen.findByText('What is the average by segment?', {
      selector: '[data-sought] *',
    });
    expect(message.closest('[data-sought]')?.id).toBe(question?.id);
  });

  test('a draft stays with its conversation', async () => {
    const id = await openConversation();
    fireEvent.change(await field(), { target: { value: 'not yet' } });
    fireEvent.click(screen.getByRole('link', { name: 'chatdata' }));
    await waitFor(() => expect(window.location.pathname).toBe('/chat'));
    expect((await field()).value).toBe('');
    const list = sidebar();
    fireEvent.click(await list.findByRole('link'));
    await waitFor(() => expect(window.location.pathname).toBe(`/chat/${id}`));
    expect((await field()).value).toBe('not yet');
  });
});
