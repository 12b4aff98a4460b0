const SCOPE = 'https://www.googleapis.com/auth/';

/** The texts of the scopes in one language. */
interface ScopeTexts {
  readonly signIn: string;
  readonly calendar: string;
  readonly readCalendars: string;
  readonly calendarEvents: string;
  readonly readCalendarEvents: string;
  readonly contacts: string;
  readonly readContacts: string;
  readonly drive: string;
  readonly driveFile: string;
  readonly readDrive: string;
  readonly readGmail: string;
  readonly sendGmail: string;
}

const labels = (texts: ScopeTexts) => ({
  openid: texts.signIn,
  email: texts.signIn,
  profile: texts.signIn,
  [`${SCOPE}userinfo.email`]: texts.signIn,
  [`${SCOPE}userinfo.profile`]: texts.signIn,
  [`${SCOPE}calendar`]: texts.calendar,
  [`${SCOPE}calendar.readonly`]: texts.readCalendars,
  [`${SCOPE}calendar.calendarlist.readonly`]: texts.readCalendars,
  [`${SCOPE}calendar.events`]: texts.calendarEvents,
  [`${SCOPE}calendar.events.readonly`]: texts.readCalendarEvents,
  [`${SCOPE}contacts`]: texts.contacts,
  [`${SCOPE}contacts.readonly`]: texts.readContacts,
  [`${SCOPE}drive`]: texts.drive,
  [`${SCOPE}drive.file`]: texts.driveFile,
  [`${SCOPE}drive.readonly`]: texts.readDrive,
  [`${SCOPE}gmail.readonly`]: texts.readGmail,
  [`${SCOPE}gmail.send`]: texts.sendGmail,
});

/** Descriptions of Google's scopes, by language. */
export const GOOGLE_SCOPE_LABELS = {
  en: labels({
    signIn: 'See your name, email address and picture',
    calendar: 'See, change and delete your calendars',
    readCalendars: 'See your calendars',
    calendarEvents: 'See and change the events of your calendars',
    readCalendarEvents: 'See the events of your calendars',
    contacts: 'See, change and delete your contacts',
    readContacts: 'See your contacts',
    drive: 'See, change and delete all your files in Drive',
    driveFile: 'See and change the files in Drive that you use with this app',
    readDrive: 'See all your files in Drive',
    readGmail: 'Read your email',
    sendGmail: 'Send email as you',
  }),
  de: labels({
    signIn: 'Ihren Namen, Ihre E-Mail-Adresse und Ihr Bild ansehen',
    calendar: 'Ihre Kalender ansehen, ändern und löschen',
    readCalendars: 'Ihre Kalender ansehen',
    calendarEvents: 'Die Termine Ihrer Kalender ansehen und ändern',
    readCalendarEvents: 'Die Termine Ihrer Kalender ansehen',
    contacts: 'Ihre Kontakte ansehen, ändern und löschen',
    readContacts: 'Ihre Kontakte ansehen',
    drive: 'Alle Ihre Dateien in Drive ansehen, ändern und löschen',
    driveFile: 'Die Dateien in Drive ansehen und ändern, die Sie mit dieser App verwenden',
    readDrive: 'Alle Ihre Dateien in Drive ansehen',
    readGmail: 'Ihre E-Mails lesen',
    sendGmail: 'E-Mails in Ihrem Namen senden',
  }),
  ar: labels({
    signIn: 'الاطلاع على اسمك وعنوان بريدك الإلكتروني وصورتك',
    calendar: 'الاطلاع على تقاويمك وتغييرها وحذفها',
    readCalendars: 'الاطلاع على تقاويمك',
    calendarEvents: 'الاطلاع على أحداث تقاويمك وتغييرها',
    readCalendarEvents: 'الاطلاع على أحداث تقاويمك',
    contacts: 'الاطلاع على جهات اتصالك وتغييرها وحذفها',
    readContacts: 'الاطلاع على جهات اتصالك',
    drive: 'الاطلاع على جميع ملفاتك في Drive وتغييرها وحذفها',
    driveFile: 'الاطلاع على الملفات التي تستخدمها مع هذا التطبيق في Drive وتغييرها',
    readDrive: 'الاطلاع على جميع ملفاتك في Drive',
    readGmail: 'قراءة بريدك الإلكتروني',
    sendGmail: 'إرسال البريد الإلكتروني نيابةً عنك',
  }),
};
