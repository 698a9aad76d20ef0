import { Component, type ReactNode } from 'react';
import { Button } from './ui/Button';
import { Notice } from './ui/Notice';

/** In place of an empty page, should drawing it fail. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="mx-auto max-w-xl p-6 pt-[20vh]">
        <Notice
          tone="bad"
          actions={
            <Button variant="small" onClick={() => window.location.reload()}>
              Reload
            </Button>
          }
        >
          The page could not be shown: {error.message}. Your conversations are safe.
        </Notice>
      </main>
    );
  }
}
