import { useRef } from 'react';

/** A field for a title. Enter and leaving it keep what is written, Escape doesn't. */
export function EditableTitle({
  title,
  onDone,
  className = '',
}: {
  title: string;
  /** With the new title, or null when it is to stay. */
  onDone: (title: string | null) => void;
  className?: string;
}) {
  const isDone = useRef(false);
  const finish = (value: string | null) => {
    if (isDone.current) return;
    isDone.current = true;
    const trimmed = value?.trim();
    onDone(trimmed && trimmed !== title ? trimmed : null);
  };
  return (
    <input
      aria-label="Title"
      // The person asked to edit right here.
      // eslint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      maxLength={200}
      defaultValue={title}
      className={`w-full min-w-0 rounded-md bg-raised px-1.5 outline-2 outline-accent ${className}`}
      onFocus={(event) => event.target.select()}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') finish(event.currentTarget.value);
        else if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          finish(null);
        }
      }}
    />
  );
}
