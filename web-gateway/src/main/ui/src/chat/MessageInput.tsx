import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/**
 * A field for a message that grows with it. Enter sends and Shift+Enter breaks the line, but not
 * while an input method composes a word.
 */
export function MessageInput({
  id,
  label,
  value,
  placeholder,
  isFocused = false,
  field,
  onChange,
  onSend,
  onCancel,
}: {
  id?: string;
  label: string;
  value: string;
  placeholder?: string;
  /** Takes the focus when it appears. */
  isFocused?: boolean;
  field?: RefObject<HTMLTextAreaElement | null>;
  onChange: (value: string) => void;
  onSend: () => void;
  onCancel?: () => void;
}) {
  const own = useRef<HTMLTextAreaElement>(null);
  const element = field ?? own;
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    current.style.height = 'auto';
    current.style.height = `${current.scrollHeight}px`;
  }, [element, value]);
  useEffect(() => {
    const { current } = element;
    if (!isFocused || !current) return;
    current.focus();
    current.setSelectionRange(current.value.length, current.value.length);
  }, [element, isFocused]);
  return (
    <textarea
      ref={element}
      id={id}
      aria-label={label}
      rows={1}
      placeholder={placeholder}
      value={value}
      className="block max-h-[40dvh] w-full resize-none overflow-y-auto bg-transparent px-1 leading-relaxed outline-none placeholder:text-muted"
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        // Safari ends the composition before the key that ended it: that key has code 229.
        if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return;
        if (event.key === 'Enter' && !event.shiftKey) {
          event.preventDefault();
          onSend();
        } else if (event.key === 'Escape' && onCancel) {
          event.preventDefault();
          onCancel();
        }
      }}
    />
  );
}
