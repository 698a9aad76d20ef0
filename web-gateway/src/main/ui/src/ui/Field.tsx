import { type ComponentProps, useId } from 'react';

/** A line of text with its label, and what is wrong with it or good to know beneath. */
export function Field({
  label,
  hint,
  className = '',
  ...rest
}: ComponentProps<'input'> & { label: string; hint?: string }) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        className="h-10 w-full rounded-lg border border-edge bg-raised px-3 transition-colors placeholder:text-muted hover:border-muted"
        {...rest}
      />
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
