import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';

const SIDES = {
  left: 'left-0 w-[min(20rem,86vw)] border-r',
  right: 'right-0 w-[min(30rem,100vw)] border-l',
} as const;

/** A part of the page that has no room beside the others: it slides over them and closes by Esc. */
export function SidePanel({
  side,
  title,
  open,
  onOpenChange,
  children,
}: {
  side: keyof typeof SIDES;
  title: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-veil" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            // What was begun in the panel may have taken the focus.
            if (document.activeElement !== document.body) event.preventDefault();
          }}
          className={`fixed inset-y-0 z-40 border-line shadow-2xl outline-none ${SIDES[side]}`}
        >
          <Dialog.Title className="sr-only">{title}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
