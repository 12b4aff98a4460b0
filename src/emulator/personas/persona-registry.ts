import type { ProviderName } from '../provider.js';
import { changePersona, createPersona } from './create-persona.js';
import type { Persona, PersonaChanges, PersonaOptions } from './persona.js';

/** A persona with an account at provider `P`. */
export type PersonaAt<P extends ProviderName> = Persona & Required<Pick<Persona, P>>;

/** The personas of an emulator, in the order they were added. */
export class PersonaRegistry {
  readonly #personas: Map<string, Persona>;

  constructor(personas: readonly Persona[]) {
    this.#personas = new Map(personas.map((persona) => [persona.id, persona]));
  }

  /**
   * Adds a persona.
   *
   * @throws Error when the id is invalid or already in use
   */
  add(options: PersonaOptions): Persona {
    if (this.#personas.has(options.id)) {
      throw new Error(`The persona "${options.id}" already exists: use updatePersona().`);
    }
    return this.#set(createPersona(options));
  }

  /**
   * Changes a persona. Tokens that are already issued return the changed profile, too.
   *
   * @throws Error when the persona does not exist
   */
  update(id: string, changes: PersonaChanges): Persona {
    const persona = this.#personas.get(id);
    if (!persona) {
      throw new Error(`The persona "${id}" does not exist: use addPersona().`);
    }
    return this.#set(changePersona(persona, changes));
  }

  /** Returns the persona with this id, if any. */
  get(id: string): Persona | undefined {
    return this.#personas.get(id);
  }

  /** Returns the persona with this id if it has an account at the provider. */
  find<P extends ProviderName>(provider: P, id: string): PersonaAt<P> | undefined {
    return this.personasAt(provider).find((persona) => persona.id === id);
  }

  /** Returns the personas that have an account at the provider. */
  personasAt<P extends ProviderName>(provider: P): PersonaAt<P>[] {
    return [...this.#personas.values()].filter(
      (persona): persona is PersonaAt<P> => persona[provider] !== undefined,
    );
  }

  /**
   * Returns the persona that a login hint identifies, if any.
   *
   * @param hint - the id of a persona, or a hint in the format of the provider. This is an email address or a `sub` at
   *   Google, and a user name at GitHub.
   */
  findByLoginHint(provider: ProviderName, hint: string): Persona | undefined {
    const personas = this.personasAt(provider);
    const matches = ({ google, github }: Persona): boolean =>
      provider === 'google'
        ? hint === google?.email || hint === google?.sub
        : hint === github?.login;
    return personas.find(({ id }) => id === hint) ?? personas.find(matches);
  }

  #set(persona: Persona): Persona {
    this.#personas.set(persona.id, persona);
    return persona;
  }
}
