import { createAuraClient } from '@aura-sign/client'
import { AuraProvider } from '@aura-sign/react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

// The service's cookie is for its own origin: page and service are behind one address, here by Vite's proxy.
const client = createAuraClient({ url: '' })

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')

createRoot(root).render(
  <AuraProvider client={client}>
    <App />
  </AuraProvider>,
)
