import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { MessageRole } from '../gen/chatdata/v1/message_pb';
import { SearchHitSchema } from '../gen/chatdata/v1/search_pb';
import { piecesOf, placeOfHit } from './found';

describe('what was found', () => {
  test('shows the words apart from the text between them', () => {
    expect(piecesOf('\uE000Sales\uE001 by \uE000day\uE001')).toEqual([
      { text: 'Sales', isWord: true },
      { text: ' by ', isWord: false },
      { text: 'day', isWord: true },
    ]);
    expect(piecesOf('none')).toEqual([{ text: 'none', isWord: false }]);
  });

  test('in a title leads to the conversation', () => {
    const hit = create(SearchHitSchema, {
      conversationId: 'c',
      title: 'Sales',
      snippet: '\uE000Sales\uE001',
    });
    expect(placeOfHit(hit)).toMatchObject({
      messageId: '',
      title: [{ text: 'Sales', isWord: true }],
      snippet: [],
    });
  });

  test('in a message leads to the message', () => {
    const hit = create(SearchHitSchema, {
      conversationId: 'c',
      title: '',
      messageId: 'm',
      role: MessageRole.TOOL,
      snippet: 'from \uE000sales\uE001',
    });
    expect(placeOfHit(hit)).toMatchObject({
      messageId: 'm',
      title: [{ text: 'New conversation', isWord: false }],
      speaker: 'Tool call',
      snippet: [
        { text: 'from ', isWord: false },
        { text: 'sales', isWord: true },
      ],
    });
  });
});
