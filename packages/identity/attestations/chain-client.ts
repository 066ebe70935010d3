/** A JSON-RPC connection to one chain (EIP-1193 `request`), such as any client of viem. Its timeouts and retries are its own. */
export interface ChainClient {
  request(call: { method: string; params?: unknown }): Promise<unknown>
}
