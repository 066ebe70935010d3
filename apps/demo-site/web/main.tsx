import { createAuraClient } from '@aura-sign/client'
import { AuraProvider } from '@aura-sign/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import './styles.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')

createRoot(root).render(
  <StrictMode>
    <AuraProvider client={createAuraClient({ url: '' })}>
      <App />
    </AuraProvider>
  </StrictMode>,
)
