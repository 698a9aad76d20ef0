import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { answered, gateway, log, openPage } from './harness';

describe('starting a conversation', () => {
  test('the dialog lists providers that can’t be used with the reason, and creates with the picked ones', async () => {
    openPage('/chat');
    fireEvent.click(screen.getByRole('button', { name: 'New Chat' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(await dialog.findByRole('combobox', { name: 'Provider' }));
    fireEvent.keyDown(dialog.getByRole('combobox', { name: 'Provider', hidden: true }), {
      key: 'Enter',
    });
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
    openPage('/chat');
    fireEvent.click(await screen.findByRole('button', { name: 'What tables are in my database?' }));
    await answered();
    expect(log().getByText('What tables are in my database?')).toBeTruthy();
    expect(window.location.pathname).toBe(`/chat/${[...gateway.world.conversations.keys()][0]}`);
  });
});
