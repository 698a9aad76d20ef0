import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const gateway = process.env['CHATDATA_GATEWAY'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    // The page's Content-Security-Policy allows no data: URLs.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
  // Its grammars are loaded when they are needed.
  worker: { format: 'es' },
  server: {
    port: 3000,
    strictPort: true,
    // The gateway refuses the Host and Origin of other sites, of which this server is one.
    proxy: { '/api': { target: gateway, changeOrigin: true, headers: { origin: gateway } } },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    setupFiles: ['tests/setup.ts'],
  },
});
