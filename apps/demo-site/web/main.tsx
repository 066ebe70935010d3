import { AuraProvider } from '@aura-sign/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createAuraClient } from './api/create-aura-client.ts'
import { App } from './app/app.tsx'
import './styles.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')

createRoot(root).render(
  <StrictMode>
    <AuraProvider client={createAuraClient()}>
      <App />
    </AuraProvider>
  </StrictMode>,
)
