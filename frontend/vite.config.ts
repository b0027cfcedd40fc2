import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run dev` finds the server; the production build is served by Django itself. */
const backend = process.env.EVENLODE_BACKEND ?? 'http://127.0.0.1:8000';
const served = ['/api', '/_allauth', '/accounts/oidc', '/tiles', '/basemap', '/static', '/media'];

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2022', chunkSizeWarningLimit: 1400 },
  worker: { format: 'es' },
  server: { proxy: Object.fromEntries(served.map((path) => [path, { target: backend, changeOrigin: false }])) },
});
