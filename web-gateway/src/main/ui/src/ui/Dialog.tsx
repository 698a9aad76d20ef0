import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './Button';

const SIZES = {
  small: 'w-[min(28rem,calc(100vw-2rem))] max-h-[calc(100dvh-2rem)] overflow-y-auto',
  medium: 'w-[min(34rem,calc(100vw-2rem))] max-h-[calc(100dvh-2rem)] overflow-y-auto max-sm:p-4',
  full: 'flex h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] flex-col',
} as const;

/** A dialog in the middle of the page, or all over it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  size = 'small',
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  size?: keyof typeof SIZES;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil backdrop-blur-[2px]" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onCloseAutoFocus={(event) => {
            // What the dialog has opened may have taken the focus; else it goes back to where it was.
            if (document.activeElement !== document.body) event.preventDefault();
          }}
          className={`fixed top-1/2 left-1/2 z-50 -translate-x-1/2 -translate-y-1/2 rounded-2xl border border-line bg-raised p-6 shadow-2xl ${SIZES[size]}`}
        >
          <Radix.Title className="pr-8 text-lg font-semibold">{title}</Radix.Title>
          {description && (
            <Radix.Description className="mt-1 text-sm text-muted">{description}</Radix.Description>
          )}
          {children}
          <Radix.Close asChild>
            <Button variant="icon" aria-label="Close" className="absolute top-4 right-4">
              <X size={17} />
            </Button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
