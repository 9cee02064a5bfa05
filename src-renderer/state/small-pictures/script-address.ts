// The one address from which the page may start a worker, as the page's policy (trusted types) wants it said.

interface Policy {
  createScriptURL(address: string): string
}
interface PolicyFactory {
  createPolicy(name: string, rules: Policy): Policy
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes
let policy: Policy | null = null

/** The address of a worker that was built with the page, fit for `new Worker`. */
export function scriptAddress(address: string): string {
  if (!factory) return address
  policy ??= factory.createPolicy('filo-worker', {
    createScriptURL: (wanted) => {
      if (wanted !== address) throw new TypeError('no such worker')
      return wanted
    }
  })
  return policy.createScriptURL(address)
}
