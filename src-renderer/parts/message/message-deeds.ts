// What can be done with a message: what its server allows, as one answer and as entries of a menu.
import type { Message } from '../../../src-preload/contract/model.ts'
import type { Words } from '../../i18n/words.svelte.ts'
import type { MenuItem } from '../../widgets/menu-item.ts'
import type { LogActions } from './log-context.ts'

export interface MessageDeeds {
  reply: boolean
  react: boolean
  edit: boolean
  remove: boolean
}

export function mayDo({ features, isReadOnly }: LogActions, message: Message): MessageDeeds {
  const { addressable, own } = message
  return {
    reply: features.reply && addressable && !isReadOnly,
    react: features.react && addressable && !isReadOnly,
    edit: features.edit && own && addressable,
    remove: features.delete && own && addressable
  }
}

/** `row`: the element from which a reaction is picked; `copy`: takes a text along. */
export function messageItems(
  log: LogActions,
  words: Words,
  { message, row, copy }: { message: Message; row: HTMLElement; copy: (text: string) => void }
): MenuItem[] {
  const may = mayDo(log, message)
  const items: (MenuItem | false)[] = [
    may.reply && { key: 'reply', label: words.t('message.reply'), act: () => log.reply(message) },
    may.react && {
      key: 'react',
      label: words.t('message.react'),
      act: () => log.pickReaction(message, row)
    },
    { key: 'copy', label: words.t('message.copy'), act: () => copy(message.text) },
    may.edit && { key: 'edit', label: words.t('message.edit'), act: () => log.edit(message) },
    {
      key: 'inspect',
      label: words.t('inspector.show'),
      startsPart: true,
      act: () => log.inspect(message)
    },
    may.remove && {
      key: 'remove',
      label: words.t('message.delete'),
      isDanger: true,
      act: () => log.remove(message)
    }
  ]
  return items.filter((item) => item !== false)
}
