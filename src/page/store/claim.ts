/** The right to write one draft. Of several tabs with the same step only one holds it. */
export interface Claim {
  readonly held: boolean
  /** Asks the tab that holds it to save and let go, and takes it from a tab that does not answer. */
  takeOver(): Promise<void>
  release(): void
}

interface ClaimListener {
  /** Another tab has taken it over. */
  onLost(): void
  /** Saves everything; it is about to be handed over. */
  save(): Promise<void>
}

/** Milliseconds that a tab gets to save and let go. */
const patience = 1500

/**
 * Claims the right to write a draft. A browser without locks (a page served without encryption from another host) has no way to
 * tell; there every tab holds it.
 * @param id which draft
 */
export async function claimDraft(id: string, listener: ClaimListener): Promise<Claim> {
  const locks: LockManager | undefined = navigator.locks
  if (!locks) return { held: true, takeOver: async () => {}, release: () => {} }

  const name = `backref:draft:${id}`
  const channel = new BroadcastChannel(name)
  let held = false
  let letGo = () => {}

  const lose = () => {
    held = false
    letGo()
    listener.onLost()
  }

  /** Resolves with whether the lock was given; keeps it until letGo() or until it is stolen. */
  const ask = (options: LockOptions) =>
    new Promise<boolean>((resolve) => {
      const request = locks.request(name, options, (lock) => {
        held = lock !== null
        resolve(held)
        return lock ? new Promise<void>((done) => (letGo = done)) : undefined
      })
      request.catch(() => {
        if (held) lose()
        resolve(false)
      })
    })

  channel.onmessage = async (message: MessageEvent) => {
    if (message.data !== 'give' || !held) return
    await listener.save()
    lose()
  }

  await ask({ ifAvailable: true })
  return {
    get held() {
      return held
    },
    async takeOver() {
      if (held) return
      channel.postMessage('give')
      const given = await ask({ signal: AbortSignal.timeout(patience) })
      if (!given) await ask({ steal: true })
    },
    release() {
      held = false
      letGo()
      channel.close()
    },
  }
}
