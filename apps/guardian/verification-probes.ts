import { randomInt } from 'node:crypto'
import { AuraError } from '@aura-sign/core'
import type { Probe } from '@aura-sign/recovery'

const attestationsMax = 50
const searches = 5
/** Of a handful of searches, one neighbour in ten may be missed by an index that is whole. */
const recallMin = 0.8

/**
 * What a restored database is asked beyond its rows: whether attestations still prove themselves, and whether searches find what is nearest. The
 * domain's code is loaded when they run: where it is broken, a backup is restored and compared all the same, and these are red.
 */
export function verificationProbes(options: {
  now: () => Date
  /** As `CHAIN_RPC_URLS` has it: whom to ask about contract wallets. */
  chainRpcUrls: string | undefined
  seed?: number
}): readonly Probe[] {
  const { now, chainRpcUrls, seed = randomInt(2 ** 31) } = options
  return [
    {
      name: 'attestation signatures',
      async run(sql) {
        const { openChainsFrom, verifyAttestationRows } = await loadDomain()
        const chains = openChainsFrom({ CHAIN_RPC_URLS: chainRpcUrls })
        const found = await verifyAttestationRows(sql, { sample: attestationsMax, seed, now: now(), chains })
        const { rows, verified, undecided, refused } = found
        const detail = `of ${rows} a sample with seed ${seed}: ${verified} verified, ${undecided} left out, whose chain does not answer`
        // A sample of nothing proves nothing where there is something.
        const ok = refused.length === 0 && (rows === 0 || verified + undecided > 0)
        const named = refused.map(({ attester, uid, reason }) => `${attester}/${uid} (${reason})`)
        return { name: this.name, ok, detail: ok ? detail : `${detail}; not what was signed: ${named.join(', ')}` }
      },
    },
    {
      name: 'similarity search',
      async run(sql) {
        const { checkVectors } = await loadDomain()
        const [row] = await sql<{ model: string }[]>`
          select model from embeddings group by model order by count(*) desc, model limit 1`
        if (!row) return { name: this.name, ok: true, detail: 'there are no vectors to search' }
        const { index, recall, sample } = await checkVectors(sql, { model: row.model, sample: searches, now: now() })
        if (index === null) return { name: this.name, ok: false, detail: 'no vector index serves searches' }
        const percent = recall === null ? 'nothing' : `${Math.round(recall * 100)} %`
        const ok = recall !== null && recall >= recallMin
        return { name: this.name, ok, detail: `${sample} searches by ${index.name} found ${percent} of the nearest` }
      },
    },
  ]
}

async function loadDomain() {
  try {
    return await import('@aura-sign/identity')
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('probe_unavailable', { detail }, { cause })
  }
}
