import type { ComponentProps } from 'react';

const VARIANTS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong font-medium px-3.5 h-9 rounded-lg',
  secondary: 'border border-edge bg-raised hover:bg-hover px-3.5 h-9 rounded-lg',
  small: 'border border-edge bg-raised hover:bg-hover px-3 h-8 rounded-lg text-sm text-ink',
  link: 'text-accent hover:bg-hover px-2 h-8 rounded-md text-sm font-medium',
  quiet: 'text-muted hover:text-ink hover:bg-hover px-2 h-8 rounded-md',
  icon: 'text-muted hover:text-ink hover:bg-hover size-8 rounded-md',
} as const;

export type ButtonProps = ComponentProps<'button'> & { variant?: keyof typeof VARIANTS };

/** A button. An icon alone needs an aria-label, which is its tooltip too. */
export function Button({
  variant = 'secondary',
  className = '',
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      // eslint-disable-next-line react/button-has-type
      type={type}
      title={variant === 'icon' ? rest['aria-label'] : undefined}
      className={`inline-flex shrink-0 items-center justify-center gap-2 transition-colors disabled:pointer-events-none disabled:opacity-45 ${VARIANTS[variant]} ${className}`}
      {...rest}
    />
  );
}
