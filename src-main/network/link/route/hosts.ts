// Which hosts are this computer, and which the person wants to reach without a proxy.
import { BlockList, isIP } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** An IPv6 address stands in brackets in an address line, and nowhere else. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}

/** Whether a name or address is this computer: no proxy could reach it. */
export function isLoopback(host: string): boolean {
  const name = bareHost(host).toLowerCase()
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  return isWithin(loopback, name)
}

/**
 * Whether a list such as `example.org, *.lan, 10.0.0.0/8, <local>` names the host. A name stands for itself,
 * with `*.` or a dot before it for all below it; `<local>` for all names without a dot.
 */
export function isBypassed(host: string, list: string): boolean {
  const name = bareHost(host).toLowerCase()
  return list
    .toLowerCase()
    .split(/[\s,;]+/)
    .some((entry) => entry !== '' && fits(entry, name))
}

function fits(entry: string, name: string): boolean {
  if (entry === '<local>') return !name.includes('.') && isIP(name) === 0
  const [network = '', prefix] = entry.split('/')
  if (prefix !== undefined) return fitsNetwork(network, Number(prefix), name)
  if (entry.startsWith('*.')) return name.endsWith(entry.slice(1))
  if (entry.startsWith('.')) return name.endsWith(entry)
  return bareHost(entry) === name
}

function fitsNetwork(network: string, prefix: number, name: string): boolean {
  const version = isIP(network)
  if (version === 0 || !Number.isInteger(prefix) || prefix < 0) return false
  if (prefix > (version === 4 ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(network, prefix, version === 4 ? 'ipv4' : 'ipv6')
  return isWithin(list, name)
}

function isWithin(list: BlockList, name: string): boolean {
  const version = isIP(name)
  return version !== 0 && list.check(name, version === 4 ? 'ipv4' : 'ipv6')
}
