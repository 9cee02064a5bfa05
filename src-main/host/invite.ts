// Owns the invite link: what it says, its secret, and which of our addresses others can reach.
import { randomBytes } from 'node:crypto'
import type { NetworkInterfaceInfo } from 'node:os'

/** A secret that nobody guesses: 192 random bits. */
export function makeSecret(): string {
  return randomBytes(24).toString('base64url')
}

/** `filo://connect?…`, which another Filo opens with everything filled in. */
export function inviteLink(address: string, secret: string): string {
  const query = new URLSearchParams({ url: address, dialect: 'filo', 'auth.secret': secret })
  return `filo://connect?${query}`
}

/** Interfaces of virtual machines and containers: others on the network can't reach those. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|tun|tap|utun|wg|zt|tailscale)/i
const PRIVATE = /^(?:192\.168\.|10\.|172\.(?:1[6-9]|2\d|3[01])\.)/

/** This computer's IPv4 address on the local network, the likeliest first; null where there is none. */
export function lanAddress(
  interfaces: NodeJS.Dict<Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal'>[]>
): string | null {
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => ({ address, rank: rankOf(name, address) }))
  )
  return found.toSorted((one, other) => one.rank - other.rank)[0]?.address ?? null
}

function rankOf(name: string, address: string): number {
  return (VIRTUAL.test(name) ? 4 : 0) + (PRIVATE.test(address) ? 0 : 2)
}
