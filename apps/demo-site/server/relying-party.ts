/** Who a sign-in message is addressed to, as EIP-4361 names it. */
export interface RelyingParty {
  /** Host, with port unless it is the scheme's own: the `domain` of the message. */
  domain: string
  /** Origin: the `uri` of the message, and the only Origin that may use a session cookie. */
  uri: string
  /** Whether cookies are marked Secure and `__Host-`: everywhere but on plain http to this machine. */
  secureCookies: boolean
}

const localHosts = new Set(['localhost', '127.0.0.1', '[::1]'])

export function relyingPartyAt(appUrl: string): RelyingParty {
  const url = new URL(appUrl)
  return {
    domain: url.host,
    uri: url.origin,
    secureCookies: url.protocol === 'https:' || !isLocal(url),
  }
}

/** Whether a URL is on this machine, where browsers treat plain http as secure. */
export function isLocal(url: URL): boolean {
  return localHosts.has(url.hostname)
}
