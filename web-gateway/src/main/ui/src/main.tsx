import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { ErrorBoundary } from './ErrorBoundary';
import '@fontsource-variable/inter/index.css';
import './index.css';
import { loadTheRest } from './later';
import { savedTheme, showTheme } from './ui/theme';

showTheme(savedTheme());

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element #root');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
);
loadTheRest();
