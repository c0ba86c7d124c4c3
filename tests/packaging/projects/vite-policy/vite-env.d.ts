/// <reference types="silhouette-wasm/vite" />
