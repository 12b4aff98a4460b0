import {
  changePersona,
  createPersona,
  type Persona,
  type PersonaChanges,
  type PersonaOptions,
} from './persona.js';
import type { ProviderName } from './provider.js';

/** A persona who has an account at the provider in question. */
export type Member<P extends ProviderName> = Persona & Required<Pick<Persona, P>>;

/** The people who can sign in. */
export class PersonaRegistry {
  readonly #personas = new Map<string, Persona>();

  constructor(personas: readonly Persona[]) {
    for (const persona of personas) {
      this.#personas.set(persona.id, persona);
    }
  }

  /** Adds a person; throws when the id is taken. */
  add(options: PersonaOptions): Persona {
    if (this.#personas.has(options.id)) {
      throw new Error(`There is a persona "${options.id}" already: use updatePersona().`);
    }
    return this.#put(createPersona(options));
  }

  /** Changes a person, also for tokens issued before; throws when there is none of this id. */
  update(id: string, changes: PersonaChanges): Persona {
    const persona = this.#personas.get(id);
    if (!persona) {
      throw new Error(`There is no persona "${id}": use addPersona().`);
    }
    return this.#put(changePersona(persona, changes));
  }

  /** The person of this id, at whichever provider. */
  get(id: string): Persona | undefined {
    return this.#personas.get(id);
  }

  /** Everybody with an account at `provider`, in the order they were added. */
  membersOf<P extends ProviderName>(provider: P): Member<P>[] {
    return [...this.#personas.values()].filter(
      (persona): persona is Member<P> => persona[provider] !== undefined,
    );
  }

  /** Whom a `login_hint` means: a persona's id, or what the provider itself takes (an address, a subject, a login). */
  hinted(provider: ProviderName, hint: string): Persona | undefined {
    const members = this.membersOf(provider);
    const means = ({ google, github }: Persona): boolean =>
      provider === 'google'
        ? hint === google?.email || hint === google?.sub
        : hint === github?.login;
    return members.find(({ id }) => id === hint) ?? members.find(means);
  }

  #put(persona: Persona): Persona {
    this.#personas.set(persona.id, persona);
    return persona;
  }
}
