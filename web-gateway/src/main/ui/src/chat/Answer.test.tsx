import { QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { newQueryClient } from '../api/queries';
import { TurnStatus } from '../gen/chatdata/v1/turn_pb';
import type { ThreadActions } from './actions';
import { Answer } from './Answer';
import { newTurn, type TurnView } from './turn';

const TURN: TurnView = {
  ...newTurn('turn'),
  status: TurnStatus.COMPLETED,
  blocks: [{ kind: 'text', key: 'text-0', text: 'This is **bold**.' }],
};
const NO_ACTIONS: ThreadActions = {
  ask: () => undefined,
  edit: () => undefined,
  regenerate: () => undefined,
  switchBranch: () => undefined,
};

/** Shows it, and gives what brings it near the view. */
function show(isNew: boolean): () => void {
  let callback: ((entries: { isIntersecting: boolean }[]) => void) | undefined;
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(given: NonNullable<typeof callback>) {
        callback = given;
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  render(
    <QueryClientProvider client={newQueryClient()}>
      <Answer
        turn={TURN}
        messageId="answer"
        siblingIds={['answer']}
        questionId="question"
        choices={null}
        isLast={false}
        isNew={isNew}
        isBusy={false}
        isStopping={false}
        actions={NO_ACTIONS}
      />
    </QueryClientProvider>,
  );
  return () => act(() => callback?.([{ isIntersecting: true }]));
}

test('an answer far from the view is plain until it comes near', async () => {
  const comeNear = show(false);
  expect(screen.getByText('This is **bold**.')).toBeTruthy();
  comeNear();
  expect((await screen.findByText('bold')).tagName).toBe('STRONG');
});

test('an answer at the end of the thread is laid out at once', async () => {
  show(true);
  expect((await screen.findByText('bold')).tagName).toBe('STRONG');
});
