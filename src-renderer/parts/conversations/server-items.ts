// What can be done with a server, as entries of a menu.
import type { Server } from '../../../src-preload/contract/model.ts'
import type { Words } from '../../i18n/words.svelte.ts'
import type { Filo } from '../../state/filo.svelte.ts'
import type { MenuItem } from '../../widgets/menu-item.ts'
import { notifyItems } from './notify-items.ts'

export function serverItems(filo: Filo, words: Words, server: Server): MenuItem[] {
  const { places, servers } = filo
  const invite = {
    key: 'invite',
    label: words.t('hosting.invite'),
    act: () => places.openSettings('hosting')
  }
  return [
    ...(server.hosted ? [invite] : []),
    { key: 'again', label: words.t('connection.again'), act: () => servers.reconnect(server.id) },
    {
      key: 'inspector',
      label: words.t('inspector.label'),
      act: () => {
        filo.selectServer(server.id)
        filo.showInspector(true)
      }
    },
    { key: 'export', label: words.t('data.exportMenu'), act: () => places.openSettings('data') },
    {
      key: 'settings',
      label: words.t('server.settings'),
      act: () => filo.openServerSettings(server.id)
    },
    ...notifyItems(filo, words, server)
  ]
}
