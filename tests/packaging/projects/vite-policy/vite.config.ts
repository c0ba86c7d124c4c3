import { silhouette } from 'silhouette-wasm/vite';
import { defineConfig } from 'vite';

export default defineConfig({ plugins: [silhouette()], build: { target: 'es2022' } });
