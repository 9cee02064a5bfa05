// Policies as an organisation might have made them, whole and with faults.
import type { PolicyView } from '../../../src-preload/contract/policy.ts'

const source = '/etc/filo/policy.json'

/** `locks`: much is locked; `faults`: some of it is wrong; `nameless`: it does not say whose it is. */
export function policyFor(wish: string | undefined): PolicyView | null {
  if (wish === undefined) return null
  return {
    organisation: wish === 'nameless' ? '' : 'Officine Meccaniche Riunite',
    sources: [source],
    locked: [
      'language',
      'theme',
      'updates.channel',
      'updates.feed',
      'notices.preview',
      'notices.quiet',
      'notices.quietFrom',
      'desktop.zoom',
      'desktop.tray',
      'desktop.spellingLanguages',
      'transfers.upRate',
      'transfers.metered',
      'hosting.on',
      'proxy.mode',
      'proxy.http',
      'retentionDays'
    ],
    faults:
      wish === 'faults'
        ? [
            { source, reason: 'not-fitting', path: 'locked.notices.preview' },
            { source, reason: 'unknown-key', path: 'servers.0.adress' },
            {
              source: '/etc/filo/dialects/acme.json',
              reason: 'not-json',
              path: '',
              line: 12,
              column: 3
            }
          ]
        : []
  }
}
