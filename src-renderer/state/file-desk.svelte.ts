// What the person does with files of messages, whatever part of the window they do it in.
import type { Failure, Result } from '../../src-preload/contract/failure.ts'
import type { FileErrand, FileId, FileView } from '../../src-preload/contract/files.ts'
import type { Words } from '../i18n/words.svelte.ts'
import { Motion } from './motion.svelte.ts'
import type { OpenConversation } from './open-conversation.svelte.ts'
import type { Places } from './places.svelte.ts'
import { Thumbnails } from './thumbnails.svelte.ts'
import { VisibleFiles } from './visible-files.ts'
import type { Wires } from './wires.ts'

interface Around {
  places: Places
  words: Words
  /** The conversation on screen. */
  current: () => OpenConversation | null
}

export class FileDesk {
  readonly motion = new Motion()
  readonly thumbnails: Thumbnails
  readonly visible: VisibleFiles
  /** The image in the viewer. */
  viewed: FileView | null = $state.raw(null)
  readonly #wires: Wires
  readonly #around: Around

  constructor(wires: Wires, around: Around) {
    this.#wires = wires
    this.#around = around
    this.thumbnails = new Thumbnails(wires)
    this.visible = new VisibleFiles(wires)
  }

  download({ id }: FileView): void {
    void this.#tell(this.#wires.store.ask.downloadFile({ fileId: id }))
  }

  pause({ id }: FileView): void {
    void this.#tell(this.#wires.store.ask.pauseTransfer({ fileId: id }))
  }

  resume({ id }: FileView): void {
    void this.#tell(this.#wires.store.ask.resumeTransfer({ fileId: id }))
  }

  retry({ id }: FileView): void {
    void this.#tell(this.#wires.store.ask.retryTransfer({ fileId: id }))
  }

  /** A download is forgotten; an upload takes its message, words and all, back into the composer. */
  async cancel({ id }: FileView): Promise<void> {
    const open = this.#around.current()
    const text = open?.textOfOwnFile(id) ?? null
    const answer = await this.#tell(this.#wires.store.ask.cancelTransfer({ fileId: id }))
    if (answer.ok && open && text !== null) open.composer.takeDraft(text)
  }

  /** Opens it in the system's program, after a question where that could run it. */
  async open(file: FileView): Promise<void> {
    if (file.isRisky) return this.#askBeforeOpening(file)
    const answer = await this.#wires.app.ask.openFile({ fileId: file.id, anyway: false })
    if (answer.ok) return
    if (answer.failure.code === 'file-risky') this.#askBeforeOpening(file)
    else this.#say(answer.failure)
  }

  show({ id }: FileView): void {
    void this.#tell(this.#wires.app.ask.showFile({ fileId: id }))
  }

  save({ id }: FileView): void {
    void this.#tell(this.#wires.app.ask.saveFile({ fileId: id }))
  }

  view(file: FileView): void {
    this.viewed = file
  }

  /** What became of a dialog, a drop or a paste. */
  apply(errand: FileErrand): void {
    const { places, words, current } = this.#around
    if (errand.kind === 'saved') places.say(words.t('files.saved', { name: errand.name }))
    else if (errand.kind === 'not-saved') this.#sayOf(errand.name, errand.failure)
    else if (current()?.id === errand.conversationId) {
      current()?.composer.tray.refuse(errand.name, errand.failure)
    } else this.#sayOf(errand.name, errand.failure)
  }

  /** The files on screen that a viewer can go through, oldest first. */
  get images(): readonly FileView[] {
    const messages = this.#around.current()?.range.stretch.messages ?? []
    return messages.flatMap(({ files }) => files.filter(({ kind }) => kind === 'image'))
  }

  #askBeforeOpening(file: FileView): void {
    const { places, words } = this.#around
    places.ask({
      title: words.t('files.riskyTitle'),
      words: words.t('failure.file-risky'),
      detail: file.name,
      action: words.t('files.openAnyway'),
      isDanger: true,
      act: () => this.#openAnyway(file.id)
    })
  }

  #openAnyway(fileId: FileId): void {
    void this.#tell(this.#wires.app.ask.openFile({ fileId, anyway: true }))
  }

  async #tell(asked: Promise<Result<null>>): Promise<Result<null>> {
    const answer = await asked
    if (!answer.ok) this.#say(answer.failure)
    return answer
  }

  #say(failure: Failure): void {
    this.#around.places.say(this.#around.words.failure(failure))
  }

  #sayOf(name: string, failure: Failure): void {
    const { places, words } = this.#around
    places.say(words.t('files.named', { name, words: words.failure(failure) }))
  }
}
