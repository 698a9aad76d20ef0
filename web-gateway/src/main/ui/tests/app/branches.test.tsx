import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { answered, gateway, log, openConversation } from './harness';

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
