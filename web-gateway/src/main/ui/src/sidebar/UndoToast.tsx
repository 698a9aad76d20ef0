import { Toast } from 'radix-ui';
import { Button } from '../ui/Button';
import { titleOf } from './ConversationRow';
import { useEdits } from './edits';

/** Says for a while that a conversation was deleted, and takes it back. */
export function UndoToast() {
  const { undoable: conversation, undo, forgetUndo } = useEdits();
  return (
    <Toast.Provider duration={8_000} swipeDirection="left" label="Notification">
      {conversation && (
        <Toast.Root
          key={conversation.id}
          open
          onOpenChange={forgetUndo}
          className="flex items-center gap-3 rounded-xl border border-line bg-raised py-2 pr-2 pl-4 text-sm shadow-xl"
        >
          <Toast.Description className="min-w-0 flex-1 truncate">
            Deleted “{titleOf(conversation)}”
          </Toast.Description>
          <Toast.Action altText="Undo the deletion" asChild>
            <Button variant="link" onClick={() => undo(conversation)}>
              Undo
            </Button>
          </Toast.Action>
        </Toast.Root>
      )}
      <Toast.Viewport className="fixed bottom-4 left-4 z-[70] pointer-events-auto w-[min(22rem,calc(100vw-2rem))] outline-none" />
    </Toast.Provider>
  );
}
