import type { AdminMessages } from '../english.js';

export const ARABIC: AdminMessages = {
  'users.title': 'المستخدمون',
  'users.search': 'الاسم أو البريد الإلكتروني أو معرّف المستخدم أو معرّفه لدى المزوّد',
  'users.submit': 'بحث',
  'users.clear': 'عرض جميع المستخدمين',
  'users.none': 'لا يوجد مستخدم مطابق.',
  'users.none_at_all': 'لا يوجد مستخدمون بعد.',
  'users.next': 'الصفحة التالية',
  'users.first': 'الصفحة الأولى',

  'user.unnamed': 'بلا اسم',
  'user.no_email': 'لا يوجد بريد إلكتروني',
  'user.disabled': 'معطّل',
  'user.deletion_scheduled': 'مجدول للحذف',
  'user.you': 'أنت',
  'user.id': 'معرّف المستخدم',
  'user.back': 'جميع المستخدمين',

  'accounts.title': 'الحسابات المرتبطة',
  'accounts.subject': 'المعرّف {subject}',
  'accounts.connected': 'تم الربط {time}',
  'accounts.none': 'لا توجد حسابات مرتبطة.',

  'sessions.title': 'الجلسات',
  'sessions.none': 'لم يتم تسجيل الدخول في أي مكان.',
  'sessions.more': 'تُعرض آخر {count} جلسة مستخدمة فقط.',
  'sessions.signed_in': 'تم تسجيل الدخول باستخدام {provider} {time}',
  'sessions.last_active': 'آخر نشاط {time}',
  'sessions.this_session': 'هذه الجلسة',
  'sessions.end': 'تسجيل الخروج',
  'sessions.end_of': 'تسجيل الخروج من {device}',
  'sessions.end_all': 'تسجيل الخروج من كل مكان',
  'sessions.end_all_warning': 'سيتم تسجيل خروج المستخدم من جميع الأجهزة.',

  'roles.title': 'الأدوار',
  'roles.hint': 'يسري التغيير خلال ثانية.',
  'roles.other': 'أدوار أخرى: {roles}',
  'roles.save': 'حفظ الأدوار',

  'activity.by': 'بواسطة {actor}',

  'actions.title': 'إجراءات الحساب',
  'actions.disable': 'تعطيل المستخدم',
  'actions.disable_hint': 'يسجّل خروج المستخدم من كل مكان ويمنع تسجيل الدخول مرة أخرى.',
  'actions.disable_warning':
    'سيتم تسجيل خروج المستخدم من كل مكان ولن يتمكن من تسجيل الدخول مرة أخرى.',
  'actions.enable': 'تفعيل المستخدم',
  'actions.enable_hint': 'يسمح للمستخدم بتسجيل الدخول مرة أخرى.',
  'actions.merge_hint': 'يدمج هذا المستخدم مع مستخدم آخر للشخص نفسه. سترى أولًا ما سيتغير.',
  'actions.merge_with': 'معرّف المستخدم الآخر',
  'actions.merge': 'معاينة',
  'actions.delete': 'حذف المستخدم',
  'actions.delete_hint': 'يحذف المستخدم مع جميع الحسابات المرتبطة والجلسات.',
  'actions.delete_warning': 'سيُحذف المستخدم نهائيًا، ولا يمكن التراجع عن ذلك.',
  'actions.self':
    'هذا أنت. لا يمكنك تعطيل حسابك أو حذفه أو إزالة صلاحياتك بنفسك، حتى يبقى من يدير المستخدمين.',

  'notice.disabled': 'تم تعطيل المستخدم وتسجيل خروجه من كل مكان.',
  'notice.enabled': 'يمكن للمستخدم تسجيل الدخول مرة أخرى.',
  'notice.roles': 'تم حفظ الأدوار.',
  'notice.session_ended': 'تم تسجيل الخروج من الجلسة.',
  'notice.sessions_ended': 'تم تسجيل خروج المستخدم من كل مكان.',
  'notice.deleted': 'تم حذف المستخدم.',
  'notice.merged': 'تم دمج المستخدمين.',
};
