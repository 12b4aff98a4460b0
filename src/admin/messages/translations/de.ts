import type { AdminMessages } from '../english.js';

export const GERMAN: AdminMessages = {
  'users.title': 'Benutzer',
  'users.search': 'Name, E-Mail-Adresse, Benutzerkennung oder Kennung beim Anbieter',
  'users.submit': 'Suchen',
  'users.clear': 'Alle Benutzer zeigen',
  'users.none': 'Kein Benutzer gefunden.',
  'users.none_at_all': 'Es gibt noch keine Benutzer.',
  'users.next': 'Nächste Seite',
  'users.first': 'Erste Seite',

  'user.unnamed': 'Kein Name',
  'user.no_email': 'Keine E-Mail-Adresse',
  'user.disabled': 'Gesperrt',
  'user.deletion_scheduled': 'Löschung vorgemerkt',
  'user.you': 'Sie',
  'user.id': 'Benutzerkennung',
  'user.back': 'Alle Benutzer',

  'accounts.title': 'Verbundene Konten',
  'accounts.subject': 'Kennung {subject}',
  'accounts.connected': 'Verbunden {time}',
  'accounts.none': 'Keine verbundenen Konten.',

  'sessions.title': 'Sitzungen',
  'sessions.none': 'Nirgends angemeldet.',
  'sessions.more': 'Nur die {count} zuletzt verwendeten Sitzungen werden gezeigt.',
  'sessions.signed_in': 'Angemeldet mit {provider} {time}',
  'sessions.last_active': 'Zuletzt aktiv {time}',
  'sessions.this_session': 'Diese Sitzung',
  'sessions.end': 'Abmelden',
  'sessions.end_of': '{device} abmelden',
  'sessions.end_all': 'Überall abmelden',
  'sessions.end_all_warning': 'Der Benutzer wird auf allen Geräten abgemeldet.',

  'roles.title': 'Rollen',
  'roles.hint': 'Eine Änderung wirkt innerhalb einer Sekunde.',
  'roles.other': 'Weitere Rollen: {roles}',
  'roles.save': 'Rollen speichern',

  'activity.by': 'durch {actor}',

  'actions.title': 'Kontoaktionen',
  'actions.disable': 'Benutzer sperren',
  'actions.disable_hint': 'Meldet den Benutzer überall ab und verhindert weitere Anmeldungen.',
  'actions.disable_warning':
    'Der Benutzer wird überall abgemeldet und kann sich nicht mehr anmelden.',
  'actions.enable': 'Benutzer entsperren',
  'actions.enable_hint': 'Der Benutzer kann sich wieder anmelden.',
  'actions.merge_hint':
    'Führt diesen Benutzer mit einem anderen derselben Person zusammen. Sie sehen zuerst, was sich ändert.',
  'actions.merge_with': 'Benutzerkennung des anderen Benutzers',
  'actions.merge': 'Vorschau',
  'actions.delete': 'Benutzer löschen',
  'actions.delete_hint': 'Löscht den Benutzer mit allen verbundenen Konten und Sitzungen.',
  'actions.delete_warning':
    'Der Benutzer wird endgültig gelöscht. Das kann nicht rückgängig gemacht werden.',
  'actions.self':
    'Das sind Sie. Sie können sich nicht selbst sperren, löschen oder herabstufen, damit jemand die Benutzer verwalten kann.',

  'notice.disabled': 'Der Benutzer ist gesperrt und überall abgemeldet.',
  'notice.enabled': 'Der Benutzer kann sich wieder anmelden.',
  'notice.roles': 'Die Rollen sind gespeichert.',
  'notice.session_ended': 'Die Sitzung ist abgemeldet.',
  'notice.sessions_ended': 'Der Benutzer ist überall abgemeldet.',
  'notice.deleted': 'Der Benutzer ist gelöscht.',
  'notice.merged': 'Die Benutzer sind zusammengeführt.',
};
