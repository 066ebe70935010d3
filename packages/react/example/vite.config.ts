import { defineConfig } from 'vite'

// Where `APP_URL=http://localhost:5173 ./aura up` answers.
const proxy = { '/api': 'http://localhost:3000' }

export default defineConfig({ server: { port: 5173, strictPort: true, proxy }, preview: { proxy } })
