import type { UserMergeMessages } from '../english.js';

export const ARABIC: UserMergeMessages = {
  'hint.text': 'ربما لديك حساب بالفعل. سجّل الدخول عبر مزوّدك الآخر لدمج الحسابين.',
  'hint.link': 'دمج الحسابين',
  'hint.dismiss': 'ليس الآن',

  'start.title': 'دمج الحسابين',
  'start.text':
    'هل تسجّل الدخول أيضًا بطريقة أخرى وتجد نفسك في حساب ثانٍ؟ سجّل الدخول بتلك الطريقة مرة أخرى. سترى ما سيتغير قبل أن يتغير أي شيء.',
  'start.provider': 'المتابعة عبر {provider}',
  'start.back': 'العودة إلى حسابك',

  'preview.title': 'دمج الحسابين',
  'preview.text': 'كلا الحسابين لك. اختر الحساب الذي تريد الاحتفاظ به، وسيصبح الآخر جزءًا منه.',
  'preview.text_admin': 'اختر المستخدم الذي تريد الاحتفاظ به، وسيصبح الآخر جزءًا منه.',
  'preview.legend': 'أيهما تريد الاحتفاظ به؟',
  'preview.keep': 'الاحتفاظ بـ {name}',
  'preview.unnamed': 'الحساب بلا اسم',
  'preview.since': 'منذ {date}',
  'preview.current': 'أنت مسجّل الدخول به',
  'preview.account': 'يُنقل {account} إلى هنا',
  'preview.sessions': {
    zero: 'الحساب الآخر غير مسجّل الدخول على أي جهاز',
    one: 'يُسجَّل خروج الحساب الآخر من جهاز واحد',
    two: 'يُسجَّل خروج الحساب الآخر من جهازين',
    few: 'يُسجَّل خروج الحساب الآخر من {count} أجهزة',
    many: 'يُسجَّل خروج الحساب الآخر من {count} جهازًا',
    other: 'يُسجَّل خروج الحساب الآخر من {count} جهاز',
  },
  'preview.moved': '{model}: يُنقل {count} إلى هنا',
  'preview.kept': '{model}: يُحذف {count} من الحساب الآخر معه',
  'preview.roles': 'تُفقد صلاحيات الحساب الآخر هذه: {roles}',
  'preview.profile': 'يبقى اسمه وبريده الإلكتروني وصورته كما هي',
  'preview.blocked': 'لا يمكنك الاحتفاظ بهذا الحساب:',
  'preview.unavailable': 'أحد الحسابين معطّل أو على وشك الحذف',
  'preview.refused': 'لدى الحساب الآخر بيانات لا يمكن نقلها ({model})',
  'preview.conflict': 'لدى كلا الحسابين بيانات لا يمكن أن توجد إلا مرة واحدة ({model})',
  'preview.undo': 'يمكنك التراجع عن ذلك حتى {date}. بعد ذلك يُحذف الحساب الآخر.',
  'preview.submit': 'دمج الحسابين',
  'preview.cancel': 'إلغاء',

  'section.title': 'الحسابات المدمجة',
  'section.row': 'تم الدمج في {date}',
  'section.details': 'يمكنك التراجع عن ذلك حتى {date}.',
  'section.undo': 'تراجع',
  'section.warning': 'يعود ما جاء من الحساب الآخر إليه. ويُسجَّل خروج الأجهزة التي سجّلت الدخول به.',
  'section.confirm': 'التراجع وفصل الحسابين',
};
