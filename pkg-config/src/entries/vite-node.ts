export { silhouette } from '../vite/plugin.js';
