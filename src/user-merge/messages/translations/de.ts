import type { UserMergeMessages } from '../english.js';

export const GERMAN: UserMergeMessages = {
  'hint.text':
    'Vielleicht haben Sie schon ein Konto. Melden Sie sich mit Ihrem anderen Anbieter an, um beide zusammenzuführen.',
  'hint.link': 'Konten zusammenführen',
  'hint.dismiss': 'Jetzt nicht',

  'start.title': 'Konten zusammenführen',
  'start.text':
    'Melden Sie sich auch auf anderem Weg an und landen in einem zweiten Konto? Melden Sie sich noch einmal so an. Sie sehen, was sich ändern würde, bevor sich etwas ändert.',
  'start.provider': 'Weiter mit {provider}',
  'start.back': 'Zurück zu Ihrem Konto',

  'preview.title': 'Konten zusammenführen',
  'preview.text':
    'Beide Konten gehören Ihnen. Wählen Sie, welches bleibt. Das andere geht darin auf.',
  'preview.text_admin': 'Wählen Sie, welches Konto bleibt. Das andere geht darin auf.',
  'preview.legend': 'Welches möchten Sie behalten?',
  'preview.keep': '{name} behalten',
  'preview.unnamed': 'Konto ohne Namen',
  'preview.since': 'Seit {date}',
  'preview.current': 'Damit sind Sie angemeldet',
  'preview.account': '{account} kommt hinzu',
  'preview.sessions': {
    one: 'Das andere Konto wird auf {count} Gerät abgemeldet',
    other: 'Das andere Konto wird auf {count} Geräten abgemeldet',
  },
  'preview.moved': '{model}: {count} kommen hinzu',
  'preview.kept': '{model}: {count} des anderen Kontos werden mit ihm gelöscht',
  'preview.roles': 'Diese Berechtigungen des anderen Kontos gehen verloren: {roles}',
  'preview.profile': 'Name, E-Mail-Adresse und Bild bleiben, wie sie sind',
  'preview.blocked': 'Dieses Konto kann nicht bleiben:',
  'preview.unavailable': 'Eines der Konten ist gesperrt oder wird bald gelöscht',
  'preview.refused': 'Das andere Konto hat Daten, die nicht übertragen werden können ({model})',
  'preview.conflict': 'Beide Konten haben Daten, die es nur einmal geben kann ({model})',
  'preview.undo':
    'Sie können das bis zum {date} rückgängig machen. Danach wird das andere Konto gelöscht.',
  'preview.submit': 'Konten zusammenführen',
  'preview.cancel': 'Abbrechen',

  'section.title': 'Zusammengeführte Konten',
  'section.row': 'Zusammengeführt am {date}',
  'section.details': 'Sie können das bis zum {date} rückgängig machen.',
  'section.undo': 'Rückgängig',
  'section.warning':
    'Was aus dem anderen Konto kam, geht dorthin zurück. Geräte, die sich damit angemeldet haben, werden abgemeldet.',
  'section.confirm': 'Rückgängig machen und Konten trennen',
};
