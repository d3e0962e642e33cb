import type { Contexts } from '../context'
import { noCsrfKey } from '../errors'
import { seconds } from '../session'
import { digest, TimedSigner } from '../signing'
import { HiddenField } from './fields'
import { ValidationError, type Validator } from './validators'

const lifetime = 3600
const sessionKey = 'csrf_token'

/** The hidden field that only a form of this site can have: it holds, signed, what the session cookie holds too. */
export class CsrfField extends HiddenField {
  override readonly type = 'CSRFTokenField'

  /** @throws WebError RuntimeError without a secret key */
  constructor(private readonly contexts: Contexts) {
    super('CSRF Token')
    this.signer()
  }

  /** The form is made: from now on the session has its half, whether or not the other half is shown. */
  override process(...given: Parameters<HiddenField['process']>): void {
    super.process(...given)
    const session = this.contexts.session_()
    if (typeof session.data[sessionKey] === 'string') return
    session.touch()
    // The lab seeds these numbers, so that a run repeats to the letter; a real server takes them from the system.
    session.data[sessionKey] = digest(`${Math.random()} ${Math.random()}`)
  }

  protected override valueText(): string {
    return this.signer().dumps(this.contexts.session_().data[sessionKey], seconds())
  }

  protected override checks(): Validator[] {
    return [
      () => {
        const token = this.rawData[0]
        const { data } = this.contexts.session_()
        if (!token) throw new ValidationError('The CSRF token is missing.')
        if (typeof data[sessionKey] !== 'string') throw new ValidationError('The CSRF session token is missing.')
        const read = this.signer().loads(token, seconds())
        if (read === null) throw new ValidationError('The CSRF token is invalid.')
        if (read.age > lifetime) throw new ValidationError('The CSRF token has expired.')
        if (read.value !== data[sessionKey]) throw new ValidationError('The CSRF tokens do not match.')
      },
    ]
  }

  private signer(): TimedSigner {
    const { SECRET_KEY, WTF_CSRF_SECRET_KEY = SECRET_KEY } = this.contexts.current().app.config
    if (typeof WTF_CSRF_SECRET_KEY !== 'string' || WTF_CSRF_SECRET_KEY === '') throw noCsrfKey()
    return new TimedSigner(WTF_CSRF_SECRET_KEY, 'wtf-csrf-token', 'django-concat')
  }
}
