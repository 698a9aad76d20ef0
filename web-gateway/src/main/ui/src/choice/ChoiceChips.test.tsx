import { create } from '@bufbuild/protobuf';
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { models } from '../../tests/fake/catalog';
import { ConnectionSchema, ReadOnlyState } from '../gen/chatdata/v1/connection_pb';
import { ChoiceChips } from './ChoiceChips';
import { initialChoice } from './choice';

function show(readOnlyState: ReadOnlyState): void {
  const choices = {
    providers: models.providers,
    defaultProvider: models.defaultProvider,
    connections: [
      create(ConnectionSchema, {
        id: 'default',
        name: 'Shop',
        readOnlyState,
        warnings: ['Its role is a superuser; allow_unsafe_role accepts that.'],
      }),
    ],
  };
  render(<ChoiceChips choices={choices} choice={initialChoice(choices)} onChange={() => {}} />);
}

const SHIELD = { name: 'Its role is a superuser; allow_unsafe_role accepts that.' };

test('the picked connection wears its override', () => {
  show(ReadOnlyState.OVERRIDDEN);
  expect(screen.getByRole('img', SHIELD)).toBeTruthy();
});

test('the picked connection that can only read wears none', () => {
  show(ReadOnlyState.VERIFIED);
  expect(screen.queryByRole('img', SHIELD)).toBeNull();
});
